/// Words that mean one thing. Those that end with a star mean it with any ending.
struct Lexicon: Sendable {
  private let words: Set<String>
  private let stems: [String]

  init(_ text: String) {
    let all = text.split(separator: " ").map { String($0) }
    words = Set(all.filter { !$0.hasSuffix("*") })
    stems = all.filter { $0.hasSuffix("*") }.map { String($0.dropLast()) }
  }

  func holds(_ word: String) -> Bool { words.contains(word) || stems.contains { word.hasPrefix($0) } }

  static let traits: [(Traits, Lexicon)] = [
    (
      .person,
      Lexicon(
        """
        man men woman women girl girls boy boys child children kid kids person people portrait* face lady queen king \
        knight* dancer* sailor* astronaut* fisherman farmer* soldier* monk warrior* wizard* witch* samurai \
        grandmother grandfather mother father crowd baker bakers musician* mechanic человек люди мужчин* женщин* девушк* \
        девочк* мальчик* ребён* ребен* дети портрет* лицо королев* король рыцар* космонавт* старик* бабушк* воин*
        """)
    ),
    (
      .animal,
      Lexicon(
        """
        cat cats kitten* dog dogs puppy fox foxes wolf wolves bear bears horse* bird birds owl* eagle* fish fishes \
        whale* dolphin* lion* tiger* elephant* deer rabbit* hare mouse squirrel* butterfly bee bees dragon* octopus \
        turtle* frog* heron* crow raven* cow cows sheep goat* hedgehog* кот коты кошк* котён* котен* собак* пёс пес \
        щен* лис лиса лисы лисиц* волк* медвед* лошад* конь птиц* сова орёл орел рыб* кит дельфин* лев тигр* слон* \
        олен* заяц заяч* кролик* дракон* бабочк* ёж еж ворон*
        """)
    ),
    (
      .landscape,
      Lexicon(
        """
        mountain* hill* valley* forest* wood woods lake* river* sea seas ocean* beach* coast* shore* desert* dune* \
        field* meadow* island* cliff* waterfall* glacier* canyon* landscape* countryside sky horizon sunset* sunrise* \
        jungle* swamp* bay fjord* volcano* path road garden* park pier aurora гор горы гора холм* долин* лес леса \
        лесу озер* река реки море моря океан* пляж* берег* пустын* дюн* поле поля луг остров* скал* водопад* ледник* \
        каньон* пейзаж* неб* горизонт* закат* рассвет* сад парк дорог* вулкан*
        """)
    ),
    (
      .city,
      Lexicon(
        """
        city cities town* street* alley* skyline* downtown market* metropolis harbour* harbor* cyberpunk square \
        neighbourhood neighborhood subway город* улиц* переул* площад* рынок рынк* мегаполис* гаван* метро
        """)
    ),
    (
      .building,
      Lexicon(
        """
        house* building* tower* castle* church* cathedral* temple* bridge* palace* lighthouse* cabin* hut windmill* \
        skyscraper* ruin* architecture facade villa barn bakery bakeries shop* school* дом дома здани* башн* замок замк* церк* собор* храм* мост \
        мосты дворец маяк* хижин* мельниц* небоскрёб* руин* архитектур*
        """)
    ),
    (
      .interior,
      Lexicon(
        """
        room rooms kitchen* bedroom* library libraries office* interior* hall cafe café bar workshop* studio attic \
        cellar corridor* table desk sofa armchair indoors комнат* кухн* спальн* библиотек* офис* интерьер* зал кафе \
        мастерск* чердак* коридор* стол столе диван* кресл*
        """)
    ),
    (
      .food,
      Lexicon(
        """
        food bread cake* pie pizza burger* soup salad* coffee tea fruit* apple* pear* lemon* cheese breakfast dinner \
        dessert* sushi noodle* chocolate berry berries croissant* еда хлеб* торт* пирог* пицц* бургер* суп салат* \
        кофе чай фрукт* яблок* груш* лимон* сыр завтрак* ужин* десерт* шоколад* ягод*
        """)
    ),
    (
      .product,
      Lexicon(
        """
        product* bottle* watch headphones sneaker* shoe* perfume packaging phone camera lamp chair vase ring jewelry \
        jewellery mug cup продукт* бутылк* часы наушник* кроссовк* духи упаковк* телефон* лампа стул ваза кольц* \
        кружк*
        """)
    ),
    (
      .vehicle,
      Lexicon(
        """
        car cars truck* motorcycle* bike bicycle* train* tram* ship* boat* sailboat* yacht* airplane* plane aircraft \
        helicopter* spaceship* spacecraft rocket* submarine* bus машин* автомобил* грузовик* мотоцикл* велосипед* \
        поезд* трамва* кораб* лодк* яхт* самолёт* самолет* ракет* автобус*
        """)
    ),
    (
      .plant,
      Lexicon(
        """
        flower* rose roses tulip* sunflower* dahlia* orchid* lily lilies leaf leaves tree trees fern* moss cactus \
        mushroom* bouquet* цвет* роза розы тюльпан* подсолнух* орхиде* лист листья дерев* папорот* мох кактус* гриб* \
        букет*
        """)
    ),
    (
      .fantasy,
      Lexicon(
        """
        fantasy magic* enchanted dragon* wizard* witch* elf elves fairy fairies castle* unicorn* myth* spell* ghost* \
        goblin* mermaid* фэнтези маги* волшеб* дракон* эльф* фея феи единорог* призрак* русалк* сказк* сказоч*
        """)
    ),
    (
      .space,
      Lexicon(
        """
        space planet* galaxy galaxies nebula* cosmos cosmic orbit* asteroid* comet* saturn mars jupiter космос* \
        космическ* планет* галактик* туманность орбит* астероид* комет*
        """)
    ),
    (
      .abstract,
      Lexicon("abstract* pattern* texture* geometric fractal* shapes wallpaper абстракт* узор* текстур* фрактал*")
    ),
    (
      .sign,
      Lexicon(
        """
        logo* icon icons sticker* poster* typography lettering diagram* infographic* badge emblem* логотип* иконк* \
        стикер* плакат* постер* надпис* диаграмм* эмблем*
        """)
    ),
    (.night, Lexicon("night* midnight moonlit moonlight moon starry ночь ночи ночью ночн* полноч* луна луны лунн*")),
    (.dusk, Lexicon("dusk sunset* evening* twilight sundown закат* вечер* сумер*")),
    (.dawn, Lexicon("dawn sunrise* morning* daybreak рассвет* утро утра утром утренн*")),
    (.day, Lexicon("day daylight noon midday sunny sunlit sunlight день дня днём днем полдень солнеч*")),
    (.rain, Lexicon("rain* drizzle wet downpour дожд* ливень ливн* мокр*")),
    (.snow, Lexicon("snow* winter* frost* ice icy blizzard снег* снеж* зима зимой зимн* мороз* лёд лед ледян*")),
    (.fog, Lexicon("fog* mist* haze hazy smoke туман туманн* тумане дымк* дым")),
    (.storm, Lexicon("storm* thunder* lightning hurricane шторм* буря бури гроза грозы молни*")),
    (.water, Lexicon("water lake* river* sea ocean* pond bay waterfall* вода воды озер* река море океан* пруд*")),
    (.underwater, Lexicon("underwater undersea reef* coral* подводн* риф рифы коралл*")),
    (.fire, Lexicon("fire flame* campfire candle* torch* lava burning огонь огня пламя костёр костер свеч* лава")),
    (
      .photo,
      Lexicon("photo* photograph* photorealistic realistic dslr 35mm 50mm 85mm kodak фото* реалист*")
    ),
    (
      .drawn,
      Lexicon(
        """
        watercolor* watercolour* painting* painted oil gouache ink sketch* drawing* drawn illustration* anime manga \
        cartoon* comic* pixel voxel vector low-poly lowpoly engraving woodcut lithograph render origami claymation \
        linocut акварел* живопис* масло маслом гуашь тушь эскиз* рисун* иллюстрац* аниме мультф* комикс* пиксел* \
        вектор* гравюр* оригами
        """)
    ),
    (.grey, Lexicon("monochrome grayscale greyscale black-and-white b&w чёрно-бел* черно-бел* монохром*")),
    (.neon, Lexicon("neon cyberpunk неон* киберпанк*")),
    (.near, Lexicon("close-up closeup macro headshot крупный макро")),
    (.far, Lexicon("distant panorama* panoramic aerial far вдали панорам*")),
  ]

  /// Words that show that a prompt says something about a slot already.
  static let slots: [(Slot, Lexicon)] = [
    (.detail, Lexicon("detail* intricate texture* textured деталь* детали* фактур* текстур*")),
    (
      .medium,
      Lexicon(
        """
        photo* photograph* painting* watercolor* watercolour* oil gouache ink sketch* drawing* illustration* anime \
        manga cartoon* comic* pixel voxel render 3d vector engraving woodcut film cinematic poster* collage mosaic \
        low-poly lowpoly stained-glass linocut style фото* живопис* акварел* масло маслом гуашь тушь эскиз* рисун* \
        иллюстрац* аниме мультф* комикс* рендер* вектор* гравюр* кино* плакат* стиле стиль
        """)
    ),
    (
      .light,
      Lexicon(
        """
        light lights lighting lit sunlight moonlight backlit backlight candlelight lamplight golden-hour glow glowing \
        shadow* rays sunbeam* chiaroscuro neon softbox overcast sunny свет света светом освещ* тень тени тенями лучи \
        сияни* неон* солнечн*
        """)
    ),
    (
      .mood,
      Lexicon(
        """
        mood moody calm serene peaceful gloomy melancholic cosy cozy dramatic dark bright vivid vibrant muted pastel \
        palette colors colours colorful colourful monochrome warm cold red blue green yellow orange purple pink teal \
        gold golden grey gray настроен* спокой* мрачн* уютн* ярк* пастел* палитр* цвета цветов тёпл* тепл* холодн* \
        красн* син* зелён* зелен* жёлт* желт* оранжев* фиолет* розов* золот* сер*
        """)
    ),
    (
      .viewpoint,
      Lexicon(
        """
        view close-up closeup macro aerial overhead panorama* panoramic wide-angle wide portrait* headshot profile \
        top-down isometric composition framing angle foreground symmetrical centered centred вид сверху крупный план \
        панорам* ракурс* композиц* профиль изометр*
        """)
    ),
    (.lens, Lexicon("lens mm bokeh dof f/* 24mm 28mm 35mm 50mm 85mm 100mm kodak fujifilm leica grain боке объектив*")),
  ]
}
