import Domain

/// What the guide says of itself.
enum GuideTexts {
  static let introduction = GuideText(
    "I am Pixazo's built-in guide. I am not a language model: I work from rules and the docs, offline and for free.",
    "Я встроенный гид Pixazo. Я не языковая модель: отвечаю по правилам и документации, без сети и бесплатно.")

  static func standingIn(for absent: Message.Attempt) -> GuideText {
    GuideText(
      "`\(absent.model)` did not answer, and no other language model could. \(absent.detail) Ask again later, or choose "
        + "another model for this chat.",
      "Модель `\(absent.model)` не ответила, и другой языковой модели не нашлось. \(absent.detail) Спросите ещё раз "
        + "позже или выберите для этого чата другую модель.")
  }

  static let abilities = GuideText(
    """
    You can ask me to

    - **improve a prompt**: `enhance: a lighthouse at dusk`
    - **recommend a model**: `which model is best for a poster with text?`
    - **explain** steps, guidance, seed, sampler, strength, sizes, negative prompts, macros, styles or word lists
    - tell how to **connect a provider**, so that a real language model answers here
    """,
    """
    Меня можно попросить

    - **улучшить промпт**: `улучши: маяк на закате`
    - **посоветовать модель**: `какая модель лучше для плаката с надписью?`
    - **объяснить**, что такое шаги, guidance, seed, сэмплер, сила, размеры, негативный промпт, макросы, стили и списки слов
    - рассказать, как **подключить провайдера**, чтобы здесь отвечала настоящая языковая модель
    """)

  static let lost = GuideText(
    "I have no rule for that, and I do not make answers up. A language model could answer it: connect one in Settings.",
    "На это у меня нет правила, а выдумывать я не стану. Ответить могла бы языковая модель: подключите её в настройках."
  )

  static let asIdea = GuideText(
    "That sounds like an idea for a picture, so I worked it out as a prompt.",
    "Похоже на замысел картинки, поэтому я сделал из него промпт.")

  static let blind = GuideText(
    "I cannot see pictures. A text model with vision can: choose one for this chat.",
    "Картинок я не вижу. Их видит текстовая модель со зрением: выберите такую для этого чата.")

  static let nothingToEnhance = GuideText(
    "Give me the prompt with it, as in `enhance: a fox in the snow`.",
    "Напишите и сам промпт, например `улучши: лиса в снегу`.")

  static func enhanced(for family: Family) -> GuideText {
    switch family.promptForm.style {
    case .tags:
      GuideText(
        "For a model of the family `\(family.rawValue)`, which reads tags:",
        "Для семейства `\(family.rawValue)`, которому нужны теги:")
    case .mixed:
      GuideText(
        "For a model of the family `\(family.rawValue)`, which reads a sentence and then tags:",
        "Для семейства `\(family.rawValue)`, которому нужна фраза, а за ней теги:")
    case .prose:
      GuideText(
        "For a model of the family `\(family.rawValue)`, which reads sentences:",
        "Для семейства `\(family.rawValue)`, которому нужен связный текст:")
    }
  }

  static let negative = GuideText("As negative prompt:", "Негативный промпт:")
  static let another = GuideText("Or, in another light:", "Или в другом ключе:")
  static let paint = GuideText(
    "Put it into the form of Create, or send it here after `/image`.",
    "Вставьте его в форму на странице «Создать» или отправьте здесь после `/image`.")

  static let noModels = GuideText(
    "No image model works here at the moment. The providers in Settings tell the reason.",
    "Сейчас здесь не работает ни одна модель для картинок. Причина видна в настройках, у провайдеров.")
  static let onlyPainter = GuideText(
    """
    Only the built-in painter (`builtin/painter`) works here so far. It paints simple landscapes by arithmetic, offline \
    and for free, and is not a diffusion model. For photos, people or lettering connect a provider first, in Settings.
    """,
    """
    Пока здесь работает только встроенный художник (`builtin/painter`). Он рисует простые пейзажи, без сети и бесплатно, и \
    это не диффузионная модель. Для фото, людей и надписей сначала подключите провайдера в настройках.
    """)
  static let noTextModels = GuideText(
    "No language model is connected yet; until then I answer.",
    "Языковая модель ещё не подключена; пока отвечаю я.")
  static let nobodySees = GuideText(
    "No connected text model can look at pictures yet. Connect one with vision in Settings.",
    "Ни одна из подключённых текстовых моделей не видит картинок. Подключите такую в настройках.")
}
