/// The words that the painter knows, in English and Russian. Every other word only steers chance.
enum Vocabulary {
  static let longest = 3

  /// By the stems of its words with one space between them.
  static let meanings: [String: Meaning] = {
    var meanings: [String: Meaning] = [:]
    for (meaning, phrases) in things + settings + manners {
      for phrase in phrases.split(separator: ",") {
        let stems = Words.split(String(phrase)).map { Words.stem($0.text) }
        meanings[stems.joined(separator: " ")] = meaning
      }
    }
    return meanings
  }()

  private static let things: [(Meaning, String)] = [
    (
      .subject(.mountain),
      "mountain, mountains, peak, alps, summit, mountainous, himalaya, fjord, гора, горы, горный, вершина, альпы, фьорд, скалы"
    ),
    (.subject(.hill), "hill, hills, rolling hills, downs, highlands, холм, холмы, холмистый"),
    (.subject(.valley), "valley, vale, gorge, долина, ущелье"),
    (
      .subject(.forest),
      "forest, woods, woodland, jungle, pines, pine, fir, firs, spruce, taiga, wood, лес, леса, лесной, роща, тайга, ели, ель, сосна, сосны, сосновый, джунгли, чаща"
    ),
    (.subject(.tree), "tree, oak, willow, maple, old tree, lonely tree, дерево, деревья, дуб, ива, клён"),
    (.subject(.palm), "palm, palms, palm tree, coconut, tropical, tropics, пальма, пальмы, тропический, тропики"),
    (.subject(.lake), "lake, pond, lagoon, reflection, озеро, озёра, пруд, лагуна, отражение"),
    (.subject(.river), "river, stream, creek, brook, река, ручей, речка"),
    (
      .subject(.sea),
      "sea, ocean, seascape, waves, surf, tide, bay, marine, harbour, harbor, море, океан, морской, волны, волна, залив, прибой, гавань"
    ),
    (.subject(.beach), "beach, shore, coast, seaside, sandy, пляж, берег, побережье"),
    (.subject(.island), "island, islands, archipelago, isle, остров, острова, архипелаг"),
    (.subject(.desert), "desert, dune, dunes, sahara, sand, пустыня, дюна, дюны, песок, пески, барханы, бархан"),
    (.subject(.canyon), "canyon, mesa, badlands, red rocks, monument valley, каньон, плато"),
    (.subject(.volcano), "volcano, volcanic, lava, eruption, fuji, вулкан, лава, извержение, фудзи"),
    (.subject(.waterfall), "waterfall, cascade, falls, водопад"),
    (
      .subject(.field),
      "field, fields, farmland, wheat, countryside, farm, rural, поле, поля, пшеница, деревенский, ферма"
    ),
    (.subject(.meadow), "meadow, grassland, prairie, pasture, steppe, луг, луга, степь, поляна"),
    (.subject(.snowfield), "arctic, antarctic, glacier, iceberg, polar, tundra, ледник, айсберг, арктика, тундра, лёд"),
    (.subject(.road), "road, path, highway, trail, street, дорога, тропа, путь, улица, шоссе"),
    (.subject(.grass), "grass, reeds, reed, трава, камыш"),
    (.subject(.sky), "sky, heaven, skies, небо, небеса"),
    (.subject(.cloud), "cloud, clouds, cumulus, cloudscape, облако, облака, тучка"),
    (.subject(.sun), "sun, sunlight, sunny, sunshine, солнце, солнечный"),
    (.subject(.moon), "moon, moonlight, moonlit, full moon, crescent, lunar, луна, лунный, месяц, полнолуние"),
    (.subject(.star), "star, stars, starry, starlight, constellation, звезда, звёзды, звёздный, созвездие"),
    (.subject(.milkyWay), "milky way, млечный путь"),
    (
      .subject(.aurora),
      "aurora, northern lights, aurora borealis, polar lights, северное сияние, полярное сияние, сияние"
    ),
    (.subject(.rainbow), "rainbow, радуга"),
    (.subject(.lightning), "lightning, thunderbolt, молния, молнии"),
    (.subject(.comet), "comet, meteor, shooting star, falling star, комета, метеор, падающая звезда"),
    (
      .subject(.planet),
      "planet, saturn, jupiter, mars, gas giant, exoplanet, ringed planet, планета, сатурн, юпитер, марс"
    ),
    (.subject(.galaxy), "galaxy, andromeda, spiral galaxy, галактика, андромеда"),
    (.subject(.nebula), "nebula, stardust, туманность"),
    (
      .subject(.space),
      "space, cosmos, cosmic, universe, astronaut, outer space, космос, космический, вселенная, космонавт"
    ),
    (.subject(.blackHole), "black hole, event horizon, чёрная дыра"),
    (
      .subject(.city),
      "city, skyline, downtown, metropolis, town, cityscape, skyscraper, skyscrapers, urban, new york, tokyo, город, города, городской, небоскрёб, небоскрёбы, мегаполис, москва, токио"
    ),
    (
      .subject(.isometricCity),
      "isometric, isometric city, voxel, toy city, изометрия, изометрический, изометрический город"
    ),
    (.subject(.village), "village, hamlet, cottages, деревня, село, посёлок"),
    (.subject(.house), "house, cabin, cottage, hut, home, barn, дом, домик, хижина, изба, избушка, сарай"),
    (.subject(.castle), "castle, fortress, palace, kingdom, замок, крепость, дворец"),
    (.subject(.lighthouse), "lighthouse, beacon, маяк"),
    (.subject(.windmill), "windmill, mill, мельница"),
    (.subject(.church), "church, chapel, cathedral, monastery, церковь, храм, собор, часовня, монастырь"),
    (.subject(.bridge), "bridge, viaduct, мост"),
    (.subject(.tower), "tower, obelisk, башня"),
    (.subject(.ruin), "ruin, ruins, ancient, руины, развалины"),
    (.subject(.pyramid), "pyramid, pyramids, egypt, пирамида, пирамиды, египет"),
    (.subject(.temple), "temple, pagoda, shrine, torii, japan, japanese, пагода, япония, японский"),
    (
      .subject(.boat), "boat, ship, sailboat, yacht, sail, sailing, fishing boat, лодка, корабль, парусник, яхта, парус"
    ),
    (.subject(.balloon), "balloon, balloons, hot air balloon, airship, воздушный шар, воздушные шары, шар"),
    (.subject(.rocket), "rocket, spaceship, spacecraft, starship, ракета, звездолёт, космический корабль"),
    (.subject(.car), "car, automobile, truck, машина, автомобиль"),
    (.subject(.train), "train, railway, locomotive, поезд, паровоз"),
    (.subject(.arch), "arch, arches, colonnade, architecture, corridor, арка, арки, колоннада, архитектура, коридор"),
    (.subject(.lantern), "lantern, lanterns, paper lantern, фонарь, фонари, фонарик"),
    (
      .subject(.bird),
      "bird, birds, seagull, seagulls, crow, raven, swallow, flock, eagle, owl, птица, птицы, чайка, чайки, ворон, стая, орёл, сова"
    ),
    (.subject(.cat), "cat, kitten, kitty, кот, кошка, котёнок, кошки, коты"),
    (.subject(.dog), "dog, puppy, собака, пёс, щенок, собаки"),
    (.subject(.wolf), "wolf, wolves, coyote, волк, волки"),
    (.subject(.fox), "fox, foxes, лиса, лисица, лис, лисы"),
    (.subject(.deer), "deer, stag, elk, moose, reindeer, олень, олени, лось"),
    (.subject(.horse), "horse, horses, pony, unicorn, конь, лошадь, лошади, кони, единорог"),
    (.subject(.bear), "bear, bears, медведь, медведи"),
    (.subject(.rabbit), "rabbit, hare, bunny, заяц, кролик, зайцы"),
    (.subject(.whale), "whale, whales, dolphin, кит, киты, дельфин"),
    (.subject(.fish), "fish, koi, shark, рыба, рыбы, рыбка, акула"),
    (.subject(.dragon), "dragon, dragons, дракон, драконы"),
    (.subject(.butterfly), "butterfly, butterflies, moth, бабочка, бабочки, мотылёк"),
    (.subject(.jellyfish), "jellyfish, medusa, медуза, медузы"),
    (.subject(.mushroom), "mushroom, mushrooms, toadstool, гриб, грибы"),
    (
      .subject(.person),
      "person, man, woman, girl, boy, human, figure, portrait, face, child, wizard, knight, samurai, traveler, traveller, hiker, wanderer, people, человек, мужчина, женщина, девушка, девочка, мальчик, портрет, лицо, ребёнок, путник, странник, рыцарь, самурай, люди"
    ),
    (.subject(.couple), "couple, lovers, two people, family, пара, влюблённые, семья"),
    (.subject(.robot), "robot, android, mech, робот, андроид"),
    (.subject(.cactus), "cactus, cacti, saguaro, кактус, кактусы"),
    (.subject(.bamboo), "bamboo, бамбук"),
    (
      .subject(.blossomTree),
      "cherry blossom, cherry blossoms, sakura, blossom tree, cherry tree, сакура, цветущая вишня, вишня, сакура в цвету, вишня в цвету, дерево в цвету"
    ),
    (
      .subject(.flower),
      "flower, dahlia, lotus, lily, peony, chrysanthemum, orchid, bloom, floral, цветок, георгин, лотос, лилия, пион, хризантема, орхидея, цветочный"
    ),
    (
      .subject(.meadowFlowers),
      "flowers, wildflowers, flower field, field of flowers, flower meadow, garden, цветы, полевые цветы, сад, цветочное поле"
    ),
    (.coloured(.meadowFlowers, 0xd8342c), "poppies, poppy, poppy field, маки, мак, маковое поле"),
    (.coloured(.meadowFlowers, 0x7a5ac0), "lavender, lavender field, лаванда, лавандовое поле"),
    (.coloured(.flower, 0xf4f0e4), "daisy, white lily, ромашка"),
    (.subject(.rose), "rose, roses, роза, розы"),
    (.subject(.sunflower), "sunflower, sunflowers, подсолнух, подсолнухи"),
    (.subject(.tulip), "tulip, tulips, тюльпан, тюльпаны"),
    (.subject(.bouquet), "bouquet, vase, vase of flowers, букет, ваза"),
    (.subject(.stillLife), "still life, table, kitchen, food, breakfast, натюрморт, стол, еда, завтрак"),
    (
      .subject(.fruit),
      "fruit, fruits, apple, apples, pear, pears, orange fruit, lemon, lemons, peach, cherries, oranges, фрукт, фрукты, яблоко, яблоки, груша, груши, лимон, лимоны, апельсины, персик"
    ),
    (.subject(.bottle), "bottle, wine, jug, pitcher, бутылка, вино, кувшин"),
    (.subject(.sphere), "sphere, spheres, ball, balls, marbles, orbs, orb, сфера, сферы, шары, мяч"),
    (.subject(.candle), "candle, candles, свеча, свечи"),
    (.subject(.book), "book, books, library, книга, книги, библиотека"),
    (.subject(.cup), "cup, coffee, tea, mug, teapot, чашка, кофе, чай, кружка, чайник"),
    (
      .subject(.flow),
      "flow, flow field, ribbons, streamlines, currents, swirl, swirls, wind, поток, потоки, ленты, ветер, вихрь"
    ),
    (
      .subject(.silk), "silk, fabric, folds, cloth, satin, drapery, velvet, liquid, шёлк, ткань, складки, атлас, бархат"
    ),
    (.subject(.marble), "marble, malachite, agate, stone texture, veins, geode, мрамор, малахит, агат"),
    (.subject(.stainedGlass), "rose window, kaleidoscope glass, витражное окно"),
    (.subject(.waves), "wavy lines, sine, sound waves, звуковые волны"),
    (.subject(.contour), "contour, contours, topographic, signal, pulse, joy, рельеф, изолинии, сигнал"),
    (
      .subject(.mandala),
      "mandala, kaleidoscope, symmetry, ornament, symmetrical, rosette, мандала, калейдоскоп, симметрия, орнамент"
    ),
    (.subject(.fractal), "fractal, julia, mandelbrot, recursive, фрактал"),
    (
      .subject(.geometry),
      "geometry, geometric, bauhaus, shapes, suprematism, constructivism, triangles, circles, squares, cubism, геометрия, геометрический, баухаус, супрематизм, конструктивизм, фигуры, круги, треугольники"
    ),
    (.subject(.bokeh), "bokeh, lights, blur, glitter, sparkle, боке, огни, блики, искры"),
    (.subject(.ink), "smoke, ink in water, ink drop, mist swirls, дым, чернила в воде"),
    (
      .subject(.crystal),
      "crystal, crystals, gem, gemstone, diamond, ice crystal, amethyst, кристалл, кристаллы, алмаз, самоцвет, аметист"
    ),
    (.subject(.coral), "coral, reef, labyrinth, maze, turing, коралл, кораллы, риф, лабиринт"),
    (.subject(.fire), "fire, flame, flames, bonfire, campfire, ember, огонь, пламя, костёр"),
    (.subject(.spiral), "spiral, vortex, whirlpool, спираль, водоворот"),
    (.subject(.grid), "grid, synthwave, vaporwave, retrowave, outrun, сетка, ретровейв"),
    (.subject(.circuit), "circuit, circuit board, microchip, technology, микросхема, плата"),
    (.subject(.bubbles), "bubble, bubbles, soap bubbles, underwater, пузыри, пузырь, подводный, под водой"),
    (
      .subject(.abstract),
      "abstract, abstraction, pattern, texture, art, dream, background, wallpaper, абстракция, абстрактный, узор, текстура, мечта, сон, фон, обои"
    ),
    (.subject(.map), "map, aerial, bird's eye, satellite, top down, карта, с высоты, спутник"),
    (.subject(.portal), "portal, gateway, door, tunnel, портал, дверь, врата, туннель"),
    (.subject(.heart), "heart, love, valentine, сердце, любовь"),
  ]

  private static let settings: [(Meaning, String)] = [
    (.time(.dawn), "dawn, sunrise, daybreak, first light, рассвет, восход, заря"),
    (.time(.morning), "morning, утро, утренний, утром"),
    (.time(.day), "day, daytime, noon, midday, день, днём, полдень, дневной"),
    (.time(.golden), "golden hour, afternoon, golden light, late afternoon, золотой час"),
    (.time(.sunset), "sunset, evening glow, sundown, закат, закатный"),
    (.time(.dusk), "dusk, twilight, blue hour, evening, gloaming, сумерки, вечер, вечерний, вечером"),
    (.time(.night), "night, midnight, nocturnal, nighttime, at night, night sky, ночь, ночной, ночью, полночь"),
    (.weather(.clear), "clear, clear sky, cloudless, ясный, безоблачный, ясно"),
    (.weather(.cloudy), "cloudy, partly cloudy, облачный, облачно"),
    (.weather(.overcast), "overcast, grey sky, gray sky, gloomy, пасмурный, пасмурно, тучи"),
    (
      .weather(.storm),
      "storm, stormy, thunderstorm, tempest, hurricane, thunder, шторм, буря, гроза, штормовой, бурный"
    ),
    (.weather(.rain), "rain, rainy, drizzle, raining, downpour, wet, дождь, дождливый, ливень, под дождём"),
    (
      .weather(.snow),
      "snow, snowy, snowfall, snowing, blizzard, snowstorm, снег, снежный, заснеженный, снегопад, метель, вьюга, в снегу"
    ),
    (.weather(.fog), "fog, foggy, mist, misty, haze, hazy, туман, туманный, дымка, в тумане"),
    (.season(.spring), "spring, springtime, april, may, весна, весенний, весной"),
    (.season(.summer), "summer, summertime, july, лето, летний, летом"),
    (
      .season(.autumn),
      "autumn, autumnal, october, november, fall colors, fall foliage, falling leaves, осень, осенний, осенью, листопад"
    ),
    (
      .season(.winter),
      "winter, wintry, december, january, frost, frozen, christmas, зима, зимний, зимой, мороз, рождество"
    ),
    (
      .mood(.calm),
      "calm, peaceful, serene, quiet, tranquil, still, gentle, soft, спокойный, тихий, мирный, безмятежный, нежный"
    ),
    (.mood(.dramatic), "dramatic, epic, majestic, intense, grand, драматичный, эпичный, величественный"),
    (.mood(.dark), "dark, moody, gothic, noir, sinister, horror, shadowy, тёмный, мрачный, готический"),
    (.mood(.bright), "bright, airy, light, cheerful, happy, joyful, светлый, яркий свет, весёлый, радостный"),
    (
      .mood(.dreamy),
      "dreamy, magical, mystical, fantasy, ethereal, surreal, enchanted, fairy, fairytale, сказочный, волшебный, магический, мистический, фэнтези, сказка"
    ),
    (.mood(.warm), "warm, cozy, cosy, hot, тёплый, уютный, жаркий"),
    (.mood(.cold), "cold, icy, cool, chilly, холодный, ледяной, прохладный"),
    (
      .mood(.vivid),
      "vivid, colorful, colourful, vibrant, saturated, psychedelic, bright colors, яркий, красочный, разноцветный, пёстрый"
    ),
    (
      .mood(.muted),
      "muted, pale, faded, desaturated, minimal, minimalist, minimalism, blurred, приглушённый, бледный, минимализм"
    ),
    (.mood(.lonely), "lonely, alone, solitary, empty, melancholy, sad, одинокий, пустой, грустный, печальный"),
    (.mood(.electric), "cyberpunk, futuristic, sci fi, blade runner, киберпанк, футуристический, будущее"),
    (
      .mood(.monochrome),
      "black and white, monochrome, monochromatic, grayscale, greyscale, чёрно белый, монохром, чёрно белое"
    ),
    (.mood(.sepia), "sepia, vintage, antique, old photo, nostalgic, retro, сепия, винтаж, старинный, ретро"),
    (.place(.left), "on the left, at left, left, слева, левый"),
    (.place(.right), "on the right, at right, right, справа, правый"),
    (.place(.centre), "in the middle, centred, centered, in the center, center, в центре, посередине"),
    (.place(.high), "high, above, overhead, высоко, над"),
    (.place(.low), "low, on the horizon, низко, на горизонте"),
    (.place(.near), "close up, closeup, macro, near, вблизи, крупный план, макро"),
    (.place(.far), "far, distant, panorama, wide, vista, вдали, далеко, далёкий, панорама"),
    (.size(1.7), "huge, giant, big, large, enormous, massive, colossal, огромный, большой, гигантский, громадный"),
    (.size(0.6), "small, tiny, little, miniature, маленький, крошечный, небольшой"),
    (.count(1), "one, single, lone, один, одна, одно, единственный"),
    (.count(2), "two, pair, twin, double, два, две, двойной"),
    (.count(3), "three, triple, три, трое"),
    (.count(4), "four, четыре"), (.count(5), "five, several, few, some, пять, несколько"),
    (.count(6), "six, шесть"), (.count(7), "seven, семь"), (.count(8), "eight, восемь"),
    (.count(12), "many, dozens, lots, hundreds, много, множество"),
    (.absence, "no, without, not, sans, minus, without any, no more, без, нет, не"),
  ]

  private static let manners: [(Meaning, String)] = [
    (
      .style(.photo),
      "photo, photograph, photography, photorealistic, realistic, cinematic, фото, фотография, реалистичный, фотореалистичный"
    ),
    (.style(.watercolour), "watercolor, watercolour, aquarelle, wash, акварель, акварельный, акварелью"),
    (
      .style(.oil),
      "oil, oil painting, impasto, impressionism, impressionist, van gogh, monet, canvas, painterly, expressionism, масло, маслом, масляный, импрессионизм, холст, ван гог"
    ),
    (
      .style(.ink),
      "ink, sumi e, sumi, ink wash, brush pen, calligraphy, chinese painting, тушь, тушью, чернила, каллиграфия, суми э"
    ),
    (
      .style(.pencil),
      "pencil, sketch, drawing, graphite, charcoal, line drawing, line art, etching, engraving, hatching, карандаш, карандашный, набросок, эскиз, рисунок, уголь, гравюра, штриховка, линия"
    ),
    (.style(.pastel), "pastel, chalk, crayon, soft pastel, пастель, пастельный, мел, мелки"),
    (.style(.pointillism), "pointillism, pointillist, dots, dotted, seurat, пуантилизм, точки"),
    (
      .style(.gouache),
      "gouache, anime, ghibli, cartoon, illustration, tempera, storybook, concept art, гуашь, аниме, мультфильм, иллюстрация, темпера"
    ),
    (
      .style(.poster),
      "poster, flat, vector, screen print, screenprint, travel poster, flat design, minimal poster, плакат, постер, вектор"
    ),
    (
      .style(.woodcut),
      "woodcut, linocut, block print, ukiyo e, woodblock, hokusai, ксилография, линогравюра, укиё э, хокусай"
    ),
    (
      .style(.paperCut),
      "paper cut, papercut, cut paper, paper art, layered paper, origami, paper, из бумаги, бумага, бумажный, аппликация, оригами"
    ),
    (.style(.comic), "comic, comics, pop art, halftone, graphic novel, manga, комикс, поп арт, манга"),
    (.style(.neon), "neon, glowing, neon lights, tron, неон, неоновый, светящийся"),
    (
      .style(.pixel),
      "pixel, pixel art, 8 bit, 8bit, 16 bit, 16bit, retro game, пиксель, пиксельный, пиксель арт, пиксели"
    ),
    (
      .style(.lowPoly),
      "low poly, lowpoly, polygon, polygonal, faceted, полигон, полигональный, лоу поли, низкополигональный"
    ),
    (.style(.mosaic), "mosaic, tiles, tesserae, roman mosaic, мозаика, мозаичный, плитка"),
    (.style(.stainedGlass), "stained glass, stained, leaded glass, витраж, витражный"),
    (.style(.blueprint), "blueprint, schematic, technical drawing, wireframe, чертёж, схема"),
    (.colour(0xd8342c), "red, scarlet, ruby, красный, алый, рубиновый"),
    (.colour(0xa01830), "crimson, burgundy, maroon, багровый, бордовый"),
    (.colour(0xf0802a), "orange, amber, tangerine, оранжевый, янтарный, рыжий"),
    (.colour(0xf5cf3a), "yellow, жёлтый, лимонный"),
    (.colour(0xe0a830), "gold, golden, ochre, золотой, золото, охра"), (.colour(0x3f9a48), "green, зелёный"),
    (.colour(0x12875a), "emerald, jade, изумрудный, нефритовый"), (.colour(0x7a8a3a), "olive, moss, оливковый"),
    (.colour(0x1f9a96), "teal, turquoise, aqua, cyan, бирюзовый, бирюза"),
    (.colour(0x2f6fd0), "blue, azure, sapphire, синий, лазурный, сапфировый"),
    (.colour(0x7fb8ea), "sky blue, light blue, baby blue, голубой"),
    (.colour(0x1c2f6e), "navy, indigo, dark blue, deep blue, индиго, тёмно синий"),
    (.colour(0x7a3fb8), "purple, violet, amethyst purple, фиолетовый, пурпурный"),
    (.colour(0xb79ae0), "lilac, lavender color, mauve, сиреневый, лиловый"),
    (.colour(0xf07aa8), "pink, rose pink, magenta, fuchsia, розовый, малиновый"),
    (.colour(0xffb08a), "peach color, salmon, apricot, персиковый, коралловый"),
    (.colour(0x7a4e2e), "brown, chocolate, bronze, copper, rust, коричневый, шоколадный, бронзовый, медный"),
    (.colour(0x8a8f94), "gray, grey, silver, серый, серебряный, серебристый"),
    (.colour(0xf4f2ec), "white, ivory, cream, белый, кремовый, слоновая кость"),
    (.colour(0x14161a), "black, obsidian, ebony, чёрный"),
    (.colour(0xe8dcc0), "beige, sepia tone, sandy color, бежевый, песочный"),
  ]
}
