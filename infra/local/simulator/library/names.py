"""Names of artists, albums, tracks, shows, books, playlists and people, in the scripts that real libraries mix."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Script:
    """Words of one writing system: given and family names, adjectives, nouns, and how two words are joined."""

    language: str
    given: tuple[str, ...]
    family: tuple[str, ...]
    adjectives: tuple[str, ...]
    nouns: tuple[str, ...]
    joint: str = " "


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


LATIN = Script(
    "en",
    _words(
        "Mara Øyvind José Zoë Anaïs Björk-Lise Tomáš Łucja Siobhán Renée João Nuño Ingrid Teodor Amara Kwame Leilani"
        " Wiremu Odalys Priya Ursula Cosmo D'Arcy Jean-Luc Nia Étienne Güneş Jürgen Håkon Eğe"
    ),
    _words(
        "Lindqvist Ñandú O'Shaughnessy Müller Østergård Szczepański Dvořák Okonkwo Kealoha Ibarra Fontaine Yılmaz"
        " Ferreira Mbeki Achterberg Castellanos Þórsdóttir Håkansson Petrović Delacroix Whitlock Tamayo Quigley Varga"
    ),
    _words(
        "Paper Quiet Northern Electric Velvet Broken Golden Midnight Borrowed Hollow Crooked Silver Endless Distant"
        " Restless Tender Wild Frozen Secret Half-Lit Copper Second Analog Wandering Lonesome Bright Salted Sleepless"
    ),
    _words(
        "Lanterns Harbor Rivers Satellites Orchard Machines Gardens Parade Mirrors Thunder Letters Avenue Horses Signal"
        " Winter Cathedral Ghosts Summers Engine Islands Radio Tide Motel Static Compass Wolves Fever Railway Echo"
    ),
)
OTHERS = (
    Script(
        "ja",
        _words("遥 蓮 美咲 翔太 葵 さくら 健 ユイ"),
        _words("佐藤 高橋 小林 中村 山口 森"),
        _words("青い 静かな 遠い 白い 眠れない 小さな"),
        _words("夜明け 海 星空 電車 約束 花火 雨音 シグナル メロディー 記憶"),
        "",
    ),
    Script(
        "ko",
        _words("서연 민준 하은 지호 유나 도윤"),
        _words("김 이 박 최 정 윤"),
        _words("푸른 조용한 먼 하얀 작은 잠든"),
        _words("새벽 바다 별빛 기차 약속 불꽃 빗소리 라디오 기억 정원"),
    ),
    Script(
        "zh",
        _words("晓明 雨晴 子涵 嘉欣 志强 思琪"),
        _words("王 李 陈 林 黃 吳"),
        _words("蓝色的 安静的 遥远的 孤独的 夏天的"),
        _words("海岸 星河 列车 诺言 烟火 雨声 回忆 花園 城市"),
        "",
    ),
    Script(
        "ru",
        _words("Анна Дмитрий Ольга Фёдор Юлия Мирон"),
        _words("Воронцова Щербаков Жукова Лебедев Чайка Ёлкин"),
        _words("Синий Тихий Далёкий Белый Бумажный Северный"),
        _words("рассвет океан сигнал поезд дождь маяк сад берег ветер фонарь"),
    ),
    Script(
        "el",
        _words("Ελένη Γιώργος Δανάη Νίκος Σοφία"),
        _words("Παπαδάκης Βλάχου Ξενάκη Θεοδώρου"),
        _words("Γαλάζιος Ήσυχος Μακρινός Λευκός"),
        _words("ουρανός άνεμος κήπος σταθμός ήλιος φάρος"),
    ),
    Script(
        "ar",
        _words("ليلى يوسف مريم طارق نور سامي"),
        _words("الخطيب حداد المصري منصور قاسم"),
        _words("أزرق هادئ بعيد جديد صغير"),
        _words("بحر فجر قطار مطر وعد حنين ميناء قمر"),
    ),
    Script(
        "he",
        _words("נועה איתי תמר יונתן שירה"),
        _words("לוי אברהמי כהן פרידמן"),
        _words("כחול שקט רחוק לבן"),
        _words("ים שחר גשם רכבת גן ירח אור"),
    ),
    Script(
        "hi",
        _words("आरव मीरा कबीर अनन्या रोहन"),
        _words("शर्मा मेहता घोष राठौड़"),
        _words("नीला शांत दूर अधूरा"),
        _words("सागर सवेरा बारिश चाँद रास्ता वादा सपना"),
    ),
    Script(
        "th",
        _words("มะลิ ธันวา ฟ้า กวิน"),
        _words("ศรีสุข แสงทอง วงศ์ดี"),
        _words("สีฟ้า เงียบ ไกล"),
        _words("ทะเล รุ่งเช้า สายฝน ดวงดาว สัญญา"),
        "",
    ),
)
GENRES = (
    "dream pop", "slowcore", "city pop", "afrobeat", "neo-classical", "shoegaze", "bossa nova", "synthwave",
    "post-punk", "k-indie", "rebetiko", "chanson", "desert blues", "ambient", "drum and bass", "cumbia", "lo-fi beats",
)  # fmt: skip
_ENDINGS = (
    "", "", "", "", "", " - Live", " - Radio Edit", " (Acoustic)", " - 2011 Remaster", " (Instrumental)", " ♥",
    " [Bonus Track]", " - Mono", "…", " (Pt. 1 & 2)",
)  # fmt: skip
_MOODS = (
    "Morning coffee", "Long drive", "Deep focus", "Rainy Sunday", "Kitchen dancing", "Running 170 bpm", "Late night",
    "Songs for the garden", "Road trip 🚐", "Best of 2025", "Sad girl autumn 🍂", "Party!!!", "For Oma & Opa",
    "Sleep", "Vinyl I own", "Zum Kochen", "夏の夜", "Дорога домой", "أغاني المساء", "לילה טוב",
)  # fmt: skip


def script_of(random_: random.Random) -> Script:
    """Mostly Latin letters, now and then another script."""
    return LATIN if random_.random() < 0.68 else random_.choice(OTHERS)


def person_name(random_: random.Random, script: Script | None = None) -> str:
    """A person's full name."""
    chosen = script or script_of(random_)
    given, family = random_.choice(chosen.given), random_.choice(chosen.family)
    return f"{family}{chosen.joint}{given}" if chosen.language in ("ja", "ko", "zh") else f"{given} {family}"


def title(random_: random.Random, script: Script | None = None) -> str:
    """Two words that could name a song or an album."""
    chosen = script or script_of(random_)
    first, second = random_.choice(chosen.adjectives), random_.choice(chosen.nouns)
    if chosen is LATIN:
        form = random_.randrange(6)
        if form == 0:
            return second
        if form == 1:
            return f"{second} of the {first} {random_.choice(chosen.nouns)}"
        if form == 2:
            return f"Don't Wait for the {second}"
        return f"{first} {second}"
    return f"{first}{chosen.joint}{second}" if random_.random() < 0.7 else second


def artist_name(random_: random.Random) -> str:
    """A band's or a person's name."""
    script = script_of(random_)
    if random_.random() < 0.5:
        return person_name(random_, script)
    if script is LATIN and random_.random() < 0.5:
        return f"The {random_.choice(script.adjectives)} {random_.choice(script.nouns)}"
    return title(random_, script)


def track_name(random_: random.Random, guest: str | None = None) -> str:
    """A song's name, with its guest where it has one, and what labels like to add."""
    ending = random_.choice(_ENDINGS)
    return f"{title(random_)}{f' (feat. {guest})' if guest else ''}{ending}"


def playlist_name(random_: random.Random) -> str:
    """A playlist's name; people use the same ones again and again."""
    return random_.choice(_MOODS) if random_.random() < 0.6 else title(random_)


def sentence(random_: random.Random, words: int = 14) -> str:
    """Prose of that many words, for descriptions."""
    chosen = [random_.choice(random_.choice((LATIN.adjectives, LATIN.nouns))).lower() for _ in range(words)]
    return " ".join(chosen).capitalize() + "."
