/// Something that the guide can explain.
struct GuideTopic: Sendable {
  /// Beginnings of words that mean it, in small letters.
  let signs: [String]
  let text: GuideText

  func isMeant(by said: String) -> Bool {
    let words = said.split { !$0.isLetter && !$0.isNumber && !"_{}/-".contains($0) }
    return signs.contains { sign in
      sign.contains(" ") || sign.contains("{") || sign.contains("_")
        ? said.contains(sign) : words.contains { $0.hasPrefix(sign) }
    }
  }

  static let all: [GuideTopic] = [
    GuideTopic(
      signs: ["step", "шаг"],
      text: GuideText(
        "**Steps** are how often the model looks over the picture. Few are quick and rough; beyond a point more change "
          + "nothing but the time. Usual: 20–35 for SD and SDXL, 4–8 for Turbo, Lightning and Flux Klein, 20–30 for Flux.",
        "**Шаги** (steps): сколько раз модель проходит по картинке. Мало — быстро и грубо; с какого-то числа растёт только "
          + "время. Обычно 20–35 для SD и SDXL, 4–8 для Turbo, Lightning и Flux Klein, 20–30 для Flux.")),
    GuideTopic(
      signs: ["guidance", "cfg", "гайданс"],
      text: GuideText(
        "**Guidance** (CFG) is how closely the picture keeps to the prompt. Low is free and soft, high is literal and in "
          + "the end burnt. Usual: 6–8 for SD, 5–7 for SDXL, 1–2 for Turbo, 3–4 for Flux.",
        "**Guidance** (CFG): насколько точно картинка следует промпту. Низкое — свободно и мягко, высокое — буквально, а "
          + "потом пережжённо. Обычно 6–8 для SD, 5–7 для SDXL, 1–2 для Turbo, 3–4 для Flux.")),
    GuideTopic(
      signs: ["seed", "сид", "зерно"],
      text: GuideText(
        "**Seed** is the number that chance starts from. The same seed, prompt and settings give the same picture on the "
          + "same model; leave it empty to draw a new one. A batch uses seed, seed + 1 and so on, and every picture keeps "
          + "its own.",
        "**Seed**: число, с которого начинается случайность. Те же seed, промпт и настройки дают на той же модели ту же "
          + "картинку; пустое поле выбирает новое число. Серия берёт seed, seed + 1 и так далее, и каждая картинка помнит "
          + "своё.")),
    GuideTopic(
      signs: ["sampler", "scheduler", "сэмплер", "семплер", "планировщик"],
      text: GuideText(
        "The **sampler** is the method that takes the steps, the **scheduler** their spacing. `dpmpp_2m` with `karras` is "
          + "a safe choice for SD and SDXL; hosted models mostly have none to choose. Only what the model offers is shown.",
        "**Сэмплер**: метод, которым делаются шаги, **планировщик**: их распределение. Для SD и SDXL надёжны `dpmpp_2m` и "
          + "`karras`; у облачных моделей выбора чаще нет. Показано только то, что модель умеет.")),
    GuideTopic(
      signs: ["strength", "img2img", "image to image", "сила", "силу"],
      text: GuideText(
        "**Strength** says how far a picture may leave the one it starts from: 0.2–0.4 touches it up, 0.5–0.7 repaints it "
          + "in its composition, 1 forgets it.",
        "**Сила** (strength): насколько можно отойти от исходной картинки. 0,2–0,4 подправляет, 0,5–0,7 перерисовывает с "
          + "той же композицией, 1 забывает её совсем.")),
    GuideTopic(
      signs: ["size", "width", "height", "resolution", "aspect", "размер", "ширин", "высот", "разрешени", "пропорци"],
      text: GuideText(
        "**Size**: models paint best near what they learned from: 512×512 for SD, about one megapixel (1024×1024, "
          + "1216×832, 832×1216) for SDXL and Flux. Far larger repeats things; make it larger afterwards instead.",
        "**Размер**: модели рисуют лучше всего в тех размерах, на которых учились: 512×512 для SD, около мегапикселя "
          + "(1024×1024, 1216×832, 832×1216) для SDXL и Flux. При гораздо больших предметы двоятся; лучше увеличить потом."
      )),
    GuideTopic(
      signs: ["negative", "негатив"],
      text: GuideText(
        "A **negative prompt** names what is not to be seen, as plain tags: `text, watermark, extra fingers`. It works "
          + "with SD, SDXL and SD 3; Flux and Turbo models have none, so say there what you do want.",
        "**Негативный промпт** перечисляет, чего быть не должно, простыми тегами: `text, watermark, extra fingers`. Он "
          + "действует у SD, SDXL и SD 3; у Flux и Turbo его нет, там пишут, что должно быть.")),
    GuideTopic(
      signs: ["batch", "count", "сколько картинок", "серия", "серию", "количеств"],
      text: GuideText(
        "**Count** makes up to 16 pictures from one recipe, each with its own seed, so macros are drawn anew for each.",
        "**Количество**: до 16 картинок по одному рецепту, у каждой свой seed, и макросы разыгрываются для каждой заново."
      )),
    GuideTopic(
      signs: ["macro", "wildcard", "макрос", "{", "__"],
      text: GuideText(
        """
        **Macros** in a prompt:

        - `{a|b|c}` takes one of them for each picture; `{3::often|seldom}` weighs them
        - `__name__` takes a word of the word list of that name
        - `{{name}}` is yours to fill in
        - *combine* makes every combination instead, up to 16; a backslash before a brace makes it plain text
        """,
        """
        **Макросы** в промпте:

        - `{a|b|c}` берёт для каждой картинки один из вариантов; `{3::часто|редко}` взвешивает их
        - `__name__` берёт слово из списка слов с этим именем
        - `{{name}}` вы заполняете сами
        - *combine* делает все сочетания, до 16; обратная косая черта перед скобкой делает её простым текстом
        """)),
    GuideTopic(
      signs: ["style", "стил"],
      text: GuideText(
        "A **style** is a look that can be put over any prompt: its text holds `{prompt}` where yours goes, and it may "
          + "bring a negative prompt, steps, guidance and a sampler. Styles of A1111 (CSV) and Fooocus (JSON) can be read.",
        "**Стиль**: вид, который надевается на любой промпт: в его тексте стоит `{prompt}` на месте вашего, и он может "
          + "принести негативный промпт, шаги, guidance и сэмплер. Читаются стили A1111 (CSV) и Fooocus (JSON).")),
    GuideTopic(
      signs: ["word list", "wordlist", "список слов", "списки слов", "списка слов"],
      text: GuideText(
        "A **word list** holds words or phrases, one a line; `__name__` in a prompt draws one of them.",
        "**Список слов** хранит слова или фразы, по одной в строке; `__имя__` в промпте выбирает одну из них.")),
    GuideTopic(
      signs: ["connect", "provider", "api key", "подключ", "провайдер", "ключ"],
      text: GuideText(
        "**Connect a provider** in Settings: choose a kind (OpenAI, Grok, Gemini, Claude, DeepSeek, OpenRouter, "
          + "Mistral, Ollama, LM Studio, YandexGPT, GigaChat, Bedrock, ComfyUI, A1111 and others), enter its key or "
          + "address, and press Check: it costs nothing. Keys are kept sealed and never shown again.",
        "**Подключить провайдера** можно в настройках: выберите вид (OpenAI, Grok, Gemini, Claude, DeepSeek, "
          + "OpenRouter, Mistral, Ollama, LM Studio, YandexGPT, GigaChat, Bedrock, ComfyUI, A1111 и другие), введите ключ "
          + "или адрес и нажмите «Проверить»: это бесплатно. Ключи хранятся запечатанными и больше не показываются.")),
    GuideTopic(
      signs: ["command", "/image", "команд"],
      text: GuideText(
        "**Commands** in the chat: `/image PROMPT` makes a picture; `/enhance PROMPT` improves a prompt. Anything else "
          + "goes to the model of this chat.",
        "**Команды** в чате: `/image ПРОМПТ` делает картинку; `/enhance ПРОМПТ` улучшает промпт. Всё остальное уходит "
          + "модели этого чата.")),
    GuideTopic(
      signs: ["mode", "flash", "think", "режим"],
      text: GuideText(
        "**Modes** of a chat: `flash` answers at once, `think` thinks first, `ultraThink` thinks as long as the model may. "
          + "Models that cannot think ignore it.",
        "**Режимы** чата: `flash` отвечает сразу, `think` сначала думает, `ultraThink` думает сколько модель может. Модели, "
          + "которые не умеют думать, этого не замечают.")),
    GuideTopic(
      signs: ["trash", "delete", "restore", "корзин", "удал", "восстанов"],
      text: GuideText(
        "What is deleted stays in the **trash** for 30 days and can be restored with all that belongs to it.",
        "Удалённое лежит в **корзине** 30 дней, и его можно вернуть вместе со всем, что к нему относится.")),
    GuideTopic(
      signs: ["upload", "metadata", "загруз", "метаданн"],
      text: GuideText(
        "**Upload** a PNG, JPEG or WebP and its recipe is read, whether Pixazo, A1111, ComfyUI, InvokeAI, SwarmUI or "
          + "Fooocus wrote it. Originals are never changed.",
        "**Загрузите** PNG, JPEG или WebP, и рецепт прочтётся, будь он от Pixazo, A1111, ComfyUI, InvokeAI, SwarmUI или "
          + "Fooocus. Оригиналы не меняются.")),
  ]
}
