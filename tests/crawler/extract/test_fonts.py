"""The legacy fonts: TCVN3 and VNI recognised and converted, and nothing else touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.fonts import Encoding, convert, convert_texts, font_encoding, legacy_font
from tests.crawler.extract.legacy import TCVN3, VNI, read_as_1258, tcvn3, vni

TONED_LETTERS = "".join(dict.fromkeys(letter.lower() for letter in VNI))
LONG = "Sáng nay, xã Đồng Tâm tổ chức hội nghị giao ban, đánh giá kết quả công tác tháng 4 và bàn việc tháng 5."
# Of the commonest words of reports; what each looks like in a legacy font is hardly ever a word.
WORDS = (
    "đồng bộ được hội nghị kết quả thực hiện nhiệm vụ tháng trọng tâm tổ chức đánh giá phát triển kinh tế xã huyện "
    "tỉnh ủy chủ tịch phó bí thư thường trực đảng viên cán chiến sĩ trường học bệnh viện nước sạch đường điện cấp "
    "thoát rừng phòng chống thiên dịch sốt xuất huyết tuyên truyền vận động nhân dân giữ gìn trật tự vệ sinh cảnh "
    "quan môi trồng cây lúa ngô sắn thủy lợi nội đồng giảm nghèo bền vững mới nâng cao chất lượng đời sống văn hóa "
    "người có công với cách mạng khuyến quyết định thông báo yêu cầu đề rà soát nghiêm túc kịp đúng hạn quý trước sau"
).split()
DISTINCT = sorted({word for word in WORDS if not word.isascii()})

# Sentences of our own, each with the accents of its language.
FOREIGN = {
    "French": "Où êtes-vous allés cet été ? À la fête du château, près de la forêt, on a goûté des pâtés très salés et "
    "bu du café noir ; voilà déjà août, la rentrée s'annonce, ç'a été très bref. Noël, naïf, aïeul, maïs, sûr, dû.",
    "German": "Über den Fluß führt eine schöne Brücke, die für Fußgänger gesperrt bleibt; dafür fährt täglich ein Bus. "
    "Die Gemeinderäte hörten zu, können aber nichts ändern. Ähnlich äußerten sich die Bürger in Zürich und Köln.",
    "Portuguese": "A reunião de ontem não tratou só da água: há também a questão do pão, já que à noite ninguém põe a "
    "mão nas obras. É preciso atenção às crianças, avós e irmãos de São Paulo, lá onde tudo é só ilusão.",
    "Spanish": "El año pasado la señora Muñoz enseñó a los niños qué es una montaña; ¿quién no soñó con más días así? "
    "¡Él sí! Según el médico, aún está aquí, bebió té y comió piñas. Mañana será otro día, dirá mi tía.",
    "Italian": "Perché la città è così cara? Più d'uno lo dirà giù in piazza: là c'è già chi vuole più libertà, virtù "
    "e civiltà. Così andò, però lunedì e martedì si può fare di più, cioè quasi tutto.",
    "Danish": "På øen må børnene gå i skole hver dag, også når det blæser så hårdt, at man næsten ikke kan stå. Får og "
    "køer græsser på marken ved åen. Så nå på det: fåret må få på en blå sø, å, hvor er det sørgeligt.",
    "Swedish": "På ön måste barnen gå till skolan varje dag, även när det blåser så hårt att man knappt kan stå. Får "
    "och kor betar på ängen vid ån. Då är två fåglar på väg över sjön, för nu är våren här, så hör på.",
    "Finnish": "Tänään syödään työpäivän jälkeen hyvää leipää. Äiti näkee hämärässä järven, jäällä hyppää pöllö. Yö on "
    "pitkä, sää on märkä, mökki tyhjä; ääni kuuluu läheltä, eikä kissa pääse enää sisään, sillä ovi jäätyi.",
    "Hungarian": "Jó, hogy eljöttél! Öt órája vártunk a hídnál, ahol a folyó kettéválik. Só, tó, hó és ló: négy szó, "
    "amit könnyű megjegyezni. Új év, új idő, de a híres költő műve örök. Így telt el ősz és tél.",
    "Czech": "Příliš žluťoučký kůň úpěl ďábelské ódy. Zítra přijde náš soused, vypije čaj a sní koláč. Léto bylo "
    "dlouhé a suché, řeka málem vyschla. Dítě má nové boty, táta má též nové, jé.",
    "Polish": "Zażółć gęślą jaźń, mówił stary nauczyciel. Jutro pójdziemy do miasta, żeby kupić świeży chleb i masło. "
    "Później wrócimy brzegiem rzeki, bo tam jest ładniej, i będzie już późno.",
    "Turkish": "Güneş doğduğunda köylüler çoktan yola çıkmıştı. Öğleden sonra yağmur başladı, dört gün sürdü. Bütün "
    "öğrenciler ödevini yaptı mı? Göz, söz, öz, gün, dün, üç, süt.",
    "Icelandic": "Það er gott að búa við sjóinn þegar sólin skín. Börnin fóru út í garð, en ég sat inni og las bók. "
    "Í gær kom hún óvænt í heimsókn og sá allt sem þú átt, já, ný föt og ís.",
    "English": "The naïve résumé of a coöperative façade: cafés, clichés, a piñata, Brontë’s rôle, 25 µm of film®, "
    "© 2009, § 12, ¶ 3, 1½ miles, “déjà vu” · Motörhead × Beyoncé ± 3°, ¹ see footnote ², São Tomé, £5, ¥300, ª º.",
    "Dutch": "De coöperatie vroeg één ding: geïnteresseerde leden, creëer ideeën! Reünie in België, zeeën van tijd, "
    "naïeve café-eigenaars, hè, hé, vóór en ná de crèche.",
    "Chinese": "会议于今天上午召开，听取了第三季度工作汇报。",
    "Russian": "Сегодня утром состоялось совещание, на котором обсудили итоги работы за квартал.",
    "Vietnamese": LONG,
    "Vietnamese in letters of Western Europe": "Báo cáo công tác giáo xã: có hai cô bé hát hò, bà cô khá thân, em bé "
    "cười hì hì là vì có quà, sách và bánh; ông bà cô bác thì có ý chê, má thì hô to, lúa thì bé, bò thì khô.",
    "Vietnamese in capitals": "ỦY BAN NHÂN DÂN XÃ ĐỒNG TÂM, CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "capitals with odd letters": "CAFÉ ÑANDÚ, CÔTE D’AZUR, ÖSTERREICH, SÃO PAULO, ÅNGSTRÖM, ØRSTED, NOËL, CÔNG TY TNHH",
}  # fmt: skip


def encoded(text: str, encoding: Encoding) -> str:
    return tcvn3(text) if encoding == "tcvn3" else vni(text)


both = pytest.mark.parametrize("encoding", ["tcvn3", "vni"])


# -- every letter -----------------------------------------------------------------------------------


@pytest.mark.parametrize("letter", TCVN3)
def test_every_letter_of_tcvn3_is_converted(letter: str) -> None:
    assert convert(f"t{TCVN3[letter]}ng", "tcvn3") == f"t{letter}ng"
    assert convert(f"t{TCVN3[letter]}ng", "tcvn3", capitals=True) == f"t{letter}ng".upper()


@pytest.mark.parametrize("letter", VNI)
def test_every_letter_of_vni_is_converted(letter: str) -> None:
    assert convert(f"t{VNI[letter]}ng", "vni") == f"t{letter}ng"


@pytest.mark.parametrize("letter", [letter for letter in VNI if letter.isupper() and len(VNI[letter]) == 2])
def test_a_capital_of_vni_may_have_the_mark_of_the_small_letter(letter: str) -> None:
    assert convert(VNI[letter][0] + VNI[letter][1].lower() + "nh", "vni") == letter + "nh"


def test_the_two_tables_have_every_letter_that_is_not_ascii() -> None:
    assert len(TONED_LETTERS) == 67
    assert set(TCVN3) == set(TONED_LETTERS) | set("ĂÂÊÔƠƯĐ")


@both
def test_text_that_was_read_as_windows_1258_is_converted_all_the_same(encoding: Encoding) -> None:
    text = " ".join(f"t{letter}ng" for letter in TONED_LETTERS)
    assert convert(read_as_1258(encoded(text, encoding)), encoding) == text
    assert convert_texts([read_as_1258(encoded(LONG, encoding))]) == [LONG]


def test_what_a_pdf_makes_of_the_codes_is_converted_too() -> None:
    assert convert("nhμ n−íc, thñ t−íng, x∙ héi, t¨ng 5 − 3", "tcvn3") == "nhà nước, thủ tướng, xã hội, tăng 5 − 3"


def test_typographic_signs_stay() -> None:
    assert convert("“Tèt” – nãi… 5.000®, © 2009 B¶o", "tcvn3") == "“Tốt” – nói… 5.000đ, © 2009 Bảo"
    assert convert("“Toát” – noùi… © 2009", "vni") == "“Tốt” – nói… © 2009"


def test_words_of_plain_capitals_give_their_case_to_the_tcvn3_letters_among_them() -> None:
    assert convert("Uû BAN NH¢N D¢N TØNH, VÒ VIÖC", "tcvn3") == "UỶ BAN NHÂN DÂN TỈNH, VỀ VIỆC"
    assert convert("T« H¹", "tcvn3") == "Tô Hạ"
    assert convert("¤ng Lª §øc ThÞnh ë UBND TØNH", "tcvn3") == "Ông Lê Đức Thịnh ở UBND TỈNH"


def test_a_mark_that_markup_cut_from_its_letter_comes_out_as_a_combining_character() -> None:
    assert convert("øng", "vni", before="a") == "\u0300ng"
    assert convert("·", "tcvn3", before="®") == "ã"
    assert convert("·", "tcvn3", before=" ", after=" ") == "·"


# -- recognition ------------------------------------------------------------------------------------


@both
def test_a_sentence_is_recognised_by_its_words_alone(encoding: Encoding) -> None:
    assert legacy_font(encoded(LONG, encoding)) == encoding
    assert convert_texts([encoded(LONG, encoding)]) == [LONG]


@both
@given(words=st.lists(st.sampled_from(DISTINCT), min_size=30, unique=True))
def test_vietnamese_text_makes_the_way_to_a_legacy_font_and_back(encoding: Encoding, words: list[str]) -> None:
    text = " ".join(words)
    assert convert_texts([encoded(text, encoding)]) == [text]


@both
def test_capitals_are_recognised_too(encoding: Encoding) -> None:
    text = "cộng hòa xã hội chủ nghĩa Việt Nam, độc lập, tự do, hạnh phúc"
    shown = text.upper()
    stored = tcvn3(text) if encoding == "tcvn3" else vni(shown)
    assert convert_texts([stored], [".VnTimeH" if encoding == "tcvn3" else None]) == [shown]


@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN)
def test_ordinary_text_is_never_taken_for_legacy(text: str) -> None:
    assert legacy_font(text) is None
    assert convert_texts([text, *text.split()]) == [text, *text.split()]


@given(st.lists(st.sampled_from([*FOREIGN.values(), "Café", "Zürich", "São Paulo", "naïve résumé", "Hà Nội"])))
def test_no_page_of_ordinary_texts_is_changed(texts: list[str]) -> None:
    assert convert_texts(texts) == texts


@given(st.sampled_from(sorted(FOREIGN)).flatmap(lambda name: st.lists(st.sampled_from(FOREIGN[name].split()))))
def test_no_choice_of_the_words_of_one_language_is_changed(words: list[str]) -> None:
    assert convert_texts([" ".join(words)]) == [" ".join(words)]


@given(st.lists(st.sampled_from(DISTINCT)))
def test_unicode_that_names_a_legacy_font_is_left_alone(words: list[str]) -> None:
    texts = [" ".join(words), "Báo cáo năm 2010", "Quang Ninh"]
    assert convert_texts(texts, [".VnTime", "VNI-Times", ".VnTimeH"]) == texts


@pytest.mark.parametrize("text", ["Café", "Zürich", "São Paulo", "naïve résumé", "Hµ Néi", "Haø Noäi", "ø", "5 µm", ""])
def test_a_word_or_two_prove_nothing_by_themselves(text: str) -> None:
    assert convert_texts([text]) == [text]


@pytest.mark.parametrize(
    ("text", "font", "read"),
    [
        ("Hµ Néi", ".VnTime", "Hà Nội"),
        ("hµ néi", "'.VnTimeH', serif", "HÀ NỘI"),
        ("Hµ Néi", "12pt .vnarial narrowh", "HÀ NỘI"),
        ("Haø Noäi", "VNI-Times", "Hà Nội"),
        ("Haø Noäi", '"VNI Helve", Arial', "Hà Nội"),
        ("Café", ".VnTime", "Café"),
        ("Zürich", "VNI-Times", "Zürich"),
        ("Hµ Néi", "Times New Roman", "Hµ Néi"),
    ],
)
def test_a_word_or_two_in_a_declared_font_are_proof_enough(text: str, font: str, read: str) -> None:
    assert convert_texts([text], [font]) == [read]


def test_a_font_family_tells_the_encoding_and_the_case() -> None:
    assert font_encoding(".VnTime") == ("tcvn3", False)
    assert font_encoding('".VnArial NarrowH"') == ("tcvn3", True)
    assert font_encoding("VNI-Helve, Arial") == ("vni", False)
    assert font_encoding("Arial, Helvetica") == font_encoding(None) == (None, False)


# -- pages ------------------------------------------------------------------------------------------


@both
def test_short_texts_follow_the_page_they_stand_on(encoding: Encoding) -> None:
    names = ["Hà Nội", "Ông Lê Đức Thịnh", "Krông Nô", "QĐ-UBND", "Ảnh: Kim Thoa".replace("Ả", "ả")]
    stored = [encoded(name, encoding) for name in names]
    assert convert_texts([encoded(LONG, encoding), *stored]) == [LONG, *names]


@both
def test_what_is_unicode_on_a_legacy_page_stays(encoding: Encoding) -> None:
    frame = [
        "Trang chủ",
        "Giới thiệu",
        "Báo cáo",
        "Có",
        "cô",
        "Café",
        "Liên hệ · Sơ đồ",
        "© 2009 UBND",
        "Zürich",
        "TIN MỚI",
    ]
    assert convert_texts([*frame, encoded(LONG, encoding)]) == [*frame, LONG]


def test_a_word_that_reads_both_ways_follows_the_page_where_none_of_it_is_unicode() -> None:
    assert convert_texts([tcvn3(LONG), tcvn3("khú")]) == [LONG, "khú"]
    assert convert_texts([tcvn3(LONG), "khó", "Giới thiệu"]) == [LONG, "khó", "Giới thiệu"]
    assert convert_texts([tcvn3(LONG), "khó", "Giới thiệu"], [None, ".VnTime", None]) == [LONG, "khú", "Giới thiệu"]


@both
def test_many_short_texts_are_as_good_as_a_long_one(encoding: Encoding) -> None:
    names = ["Bản tin", "Đồng ruộng", "Mùa màng", "Trường học", "Xuống giống", "Đường làng", "Bến nước", "Chợ huyện"]
    assert convert_texts([encoded(name, encoding) for name in names]) == names


def test_a_page_may_have_both_fonts() -> None:
    assert convert_texts([tcvn3(LONG), vni(LONG), tcvn3("Hà Nội"), vni("Hà Nội")]) == [LONG, LONG, "Hà Nội", "Hà Nội"]


def test_plain_ascii_never_changes() -> None:
    texts = [tcvn3(LONG), "Giao ban", "Thanh Hoa"]
    assert convert_texts(texts, [".VnTimeH"] * 3) == [LONG.upper(), *texts[1:]]
