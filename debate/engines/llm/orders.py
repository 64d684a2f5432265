"""Whether a text gives orders to whoever reads it: a model, not a person. Pure.

A list of habits in ten languages and a few more, not a proof: who knows it can word an order that passes. It is
one layer. What it finds is withheld from every prompt and never printed; a news item that trips it by chance
loses that one field in the prompt. What does pass is still data between delimiters that nobody could know, and
what a model makes of it is held against the cards, counted by our code, and cut to its budget.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# A verb of setting aside near a word for rules.
_SET_ASIDE: Final = (
    r"ignore[zrn]?|ignora|ignorá|ignorad|disregard|forget|override|olvida\w*|oublie[zr]?|ignoriere?n?|vergiss|vergesst|"
    r"missachte\w*|dimentica\w*|esque[cç]a\w*|negeer|zignoruj|zapomnij|unut\w*|yok\s?say\w*|игнорир\w*|забуд\w*|ігнор\w*|"
    r"(?:haz|hagan) caso omiso|ne (?:tiens|tenez) (?:pas|aucun) compte|не зважай\w*|не обращай\w*|знехтуй\w*"
)
_RULES: Final = (
    r"instruc[tc]\w+|instru[cç][oõ]es|prompts?|anweisung\w*|vorgaben|istruzion\w*|consignes?|instrukcj\w*|polece\w*|"
    r"talimat\w*|инструкц\w*|указани\w*|інструкц\w*|вказівк\w*"
)
_TOP: Final = {  # the mark that is asked for, with what makes it a mark
    "en": r"(?:10|ten|full|highest|maximum|top|perfect)\b.{0,25}?\b(?:marks?|scores?|points?|ratings?)",
    "de": r"(?:10|zehn|volle\w*|höchst\w*|maximale\w*)\b.{0,15}?\b(?:punkt\w*|note\w*|wertung\w*)|höchst(?:note|punktzahl|wertung)",
    "fr": r"(?:10|dix|maximale?|meilleure|plus haute)\b.{0,15}?\b(?:points?|notes?|sur (?:10|dix))|note maximale",
    "es": r"(?:10|diez|máxim[ao]s?|mejor|más alta)\b.{0,15}?\b(?:puntos?|nota|puntuación|calificación)|(?:nota|puntuación|calificación) máxima",
    "ru": r"(?:10|десят\w*|высш\w*|максимальн\w*|полн\w*)\b.{0,15}?\b(?:балл\w*|оцен\w*|очк\w*)",
    "uk": r"(?:10|десят\w*|найвищ\w*|максимальн\w*|повн\w*)\b.{0,15}?\b(?:бал\w*|оцін\w*|очк\w*)",
}
_GIVE: Final = {
    "en": r"give|award|assign|grant|score|rate|mark|enter|put down",
    "de": r"gib|gebt|geben|vergib|vergeben|erteile\w*|bewerte\w*|setze?",
    "fr": r"donne[zr]?|attribue[zr]?|accorde[zr]?|mets|mettez|note[zr]?",
    "es": r"da|dale|den|dé|otorga\w*|asigna\w*|pon|ponga|concede\w*|puntúa\w*",
    "ru": r"постав\w*|дай\w*|присуд\w*|назнач\w*|выстав\w*",
    "uk": r"постав\w*|дай\w*|присуд\w*|признач\w*|вистав\w*",
}
_PATTERNS: Final = (
    rf"\b(?:{_SET_ASIDE})\b.{{0,60}}?\b(?:{_RULES})\b|\b(?:{_RULES})\b.{{0,30}}?\b(?:{_SET_ASIDE})\b",
    r"(?:忽略|无视|無視|忘记|忘れ).{0,20}(?:指令|指示|提示|命令)|(?:指示|命令|指令).{0,8}(?:無視|忽略)",
    r"(?:지시|명령).{0,10}무시|무시.{0,10}(?:지시|명령)|تجاهل.{0,40}(?:تعليمات|الأوامر)",
    r"निर्देश.{0,20}(?:अनदेखा|नज़रअंदाज़|अनदेखी)",
    r"\b(?:ignore|disregard|forget) (?:all|everything)\b.{0,20}\b(?:above|previous|before)\b",
    # Marks and winners.
    *(rf"\b(?:{_GIVE[language]})\b.{{0,70}}?\b(?:{_TOP[language]})" for language in _TOP),
    r"\b(?:score of (?:10|ten)|(?:10|ten) out of (?:10|ten)|full marks)\b",
    r"\b(?:declare|name|make|announce)\b.{0,50}\b(?:the )?winner\b|\berklär\w*.{0,50}\b(?:sieger\w*|gewinner\w*)\b",
    r"\bdéclare\w*.{0,50}\b(?:vainqueur|gagnante?)\b|\bdeclara\w*.{0,50}\b(?:ganador\w*|vencedor\w*)\b",
    r"\b(?:объяви\w*|назов\w*).{0,50}победител\w*|\b(?:оголос\w*|назв\w*).{0,50}переможц\w*",
    r"(?:给|打|授予|判).{0,30}(?:10|十|满)\s?分|(?:给|打).{0,20}最高分|(?:宣布|判定).{0,30}(?:获胜|胜利|赢家|胜者)",
    r"(?:10|十|満)\s?点.{0,20}(?:与え|つけ|付け|満点)|(?:最高点|満点).{0,15}(?:与え|つけ|付け|を)|勝者.{0,15}(?:宣言|とし|にし)",
    r"(?:امنح|أعط|ضع|سجّل|سجل).{0,70}(?:10|١٠|عشر|الدرجة الكاملة|أعلى|كاملة)|أعلن.{0,50}فائز",
    r"(?:10|१०|दस|पूरे|पूर्ण|सर्वोच्च|अधिकतम).{0,20}(?:अंक|नंबर).{0,25}(?:दो|दें|दीजिए|दे)|विजेता.{0,20}घोषित",
    # Another part to play.
    r"\byou are (?:now|no longer)\b|\b(?:from now on|henceforth)\b.{0,15}\b(?:you|speak|write|answer|act|call)\b|\bpretend (?:to be|that you|you)\b",
    r"\b(?:du bist|sie sind|ihr seid) (?:jetzt|nun|ab jetzt|kein\w* mehr|nicht mehr)\b|\bab (?:jetzt|sofort)\b.{0,15}\b(?:bist|sprich\w*|schreib\w*|antworte\w*)\b|\btu so, als\b",
    r"\b(?:tu es|vous êtes) (?:maintenant|désormais|à présent)\b|\b(?:désormais|dorénavant)\b.{0,12}\b(?:tu|vous|parle|réponds|écris)\b|\bfais comme si\b",
    r"\b(?:ahora eres|eres ahora|ya no eres)\b|\b(?:a partir de ahora|desde ahora)\b.{0,15}\b(?:eres|hablas?|respondes?|escribes?)\b|\bfinge (?:ser|que)\b",
    r"\b(?:ты|вы) (?:теперь|больше не)\b|\b(?:теперь|отныне)\b.{0,3}\b(?:ты|вы|говори\w*|пиши\w*)\b|\bпритвор\w*",
    r"\b(?:ти|ви) (?:тепер|більше не)\b|\b(?:тепер|віднині)\b.{0,3}\b(?:ти|ви|говори\w*|пиши\w*)\b|\bприкинь\w*|\bудавай\w*",
    r"你(?:现在|从现在起|已经?不再|不再)是?|从现在(?:起|开始).{0,6}(?:你|请|扮演)|请?扮演|(?:今|これ)から(?:あなた|君|は)|あなたは(?:もう|今から|これから)|のふりをし",
    r"أنت الآن|لم تعد|من الآن فصاعد|تظاهر|अब (?:से )?(?:आप|तुम|तू)\b|(?:आप|तुम) अब|का अभिनय कर",
    # What stands in the prompt.
    r"\b(?:system prompt|systemprompt|system-prompt|new instructions?:|prompt système|message système)\b",
    r"\b(?:reveal|print|repeat|output|show|disclose|quote)\b.{0,40}\b(?:your instructions|your rules|the (?:words|text) above|everything above|this prompt)\b",
    r"\b(?:zeig\w*|gib|druck\w*|wiederhol\w*|verrat\w*|nenn\w*)\b.{0,40}\b(?:systemanweisung\w*|deine\w* anweisung\w*|deine\w* regeln|text oben)\b",
    r"\b(?:révèle\w*|affiche\w*|répète\w*|imprime\w*|montre\w*|recopie\w*)\b.{0,40}\b(?:tes|vos|ton|votre) (?:consignes|instructions|règles|invite)\b",
    r"\b(?:revela|muestra|imprime|repite|escribe)\w*\b.{0,40}\b(?:tus|sus) (?:instrucciones|reglas)\b|\b(?:mensaje|prompt) del sistema\b",
    r"\b(?:покажи|выведи|напечатай|раскрой|повтори)\w*.{0,40}(?:системн\w*|промпт\w*|инструкц\w*)|\b(?:покажи|виведи|надрукуй|розкрий|повтори)\w*.{0,40}(?:системн\w*|промпт\w*|інструкц\w*|вказівк\w*)",
    r"(?:输出|显示|泄露|打印|重复|透露).{0,20}(?:系统提示|提示词|指令|系统消息)|(?:システムプロンプト|プロンプト|指示文?|命令).{0,20}(?:表示|出力|明か|繰り返|書き出)",
    r"(?:اكشف|اطبع|اعرض|كرّر|كرر|أظهر).{0,40}(?:التعليمات|تعليماتك|موجه|رسالة النظام)|(?:सिस्टम प्रॉम्प्ट|प्रॉम्प्ट|निर्देश).{0,30}(?:दिखा|बता|छाप|दोहरा|प्रकट)",
    # Tools and limits.
    r"\bmax_(?:completion_)?tokens\b|\b(?:call|invoke|execute|run)\b.{0,12}\b(?:tool|function)\b|\bunlimited (?:words|tokens|budget)\b|\b(?:word|token|budget) (?:limit|cap)s?\b.{0,25}\b(?:lifted|void|does not apply|no longer|off)\b",
    r"\b(?:rufe?|führe?)\b.{0,25}\b(?:werkzeug|tool|funktion)\b|\b(?:wort|token)(?:grenze|limit|budget)\b.{0,25}\b(?:aufgehoben|gilt nicht)\b",
    r"\b(?:appelle[zr]?|exécute[zr]?|lance[zr]?)\b.{0,15}\b(?:outil|fonction)\b|\blimite de (?:mots|jetons)\b.{0,25}\b(?:levée|supprimée|plus)\b",
    r"\b(?:llama|invoca|ejecuta|usa)\w*\b.{0,15}\b(?:herramienta|función)\b|\blímite de (?:palabras|tokens)\b.{0,25}\b(?:anulado|levantado|no se aplica)\b",
    r"\b(?:вызов\w*|запусти\w*|виклич\w*)\b.{0,15}(?:инструмент\w*|інструмент\w*|функци\w*|функці\w*)|\b(?:лимит\w*|ліміт\w*|ограничени\w*|обмеженн\w*)\b.{0,25}(?:слов|слів|токен\w*|символ\w*).{0,20}(?:снят\w*|знят\w*|отменен\w*|отменён\w*|скасован\w*)",
    r"(?:调用|执行).{0,10}(?:工具|函数)|(?:字数|词数|预算|令牌).{0,6}(?:限制|上限).{0,12}(?:取消|解除|无效|不再)|(?:ツール|関数).{0,10}(?:呼び出|実行)|(?:語数|文字数|予算|トークン).{0,10}(?:制限|上限).{0,15}(?:解除|なくな|無効)",
    r"(?:استدع|شغّل|شغل|نفّذ|نفذ).{0,20}(?:الأداة|أداة|الدالة|الوظيفة)|(?:حد|قيد).{0,12}(?:الكلمات|الرموز).{0,25}(?:ملغى|أُلغي|ألغي|لا ينطبق)",
    r"(?:टूल|उपकरण|फ़ंक्शन).{0,15}(?:बुला|कॉल|चला)|शब्द.{0,15}सीमा.{0,20}(?:हटा|समाप्त|लागू नहीं)",
    # The answer, filled in for the model.
    r"[\"'“”]\s?(?:scores?|better|role|findings|tool_calls?|function_call|clash|replacements|suspicious_instruction_seen)\s?[\"'“”]\s?:",
)
_ORDER: Final = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE | re.DOTALL)
_SPACED: Final = re.compile(r"(?<!\w)(?:\w[ .\-_*|/]){6,}\w(?!\w)")  # l e t t e r  b y  l e t t e r
_MIXED: Final = re.compile(r"(?:[a-z][а-яёіїєґ]|[а-яёіїєґ][a-z])", re.IGNORECASE)  # within one word
# Runs of base64 or hexadecimal: no news says anything that way.
ENCODED: Final = re.compile(
    r"(?=[A-Za-z0-9+/]*\d)(?=[A-Za-z0-9+/]*[A-Z])[A-Za-z0-9+/]{32,}={0,2}|\b(?:[0-9a-fA-F]{2}[ :]?){20,}\b"
)


def reads_like_an_order(text: str) -> bool:
    """Whether some words of the text order a model about. Half-hidden ones count: spaced out, mixed scripts."""
    plain = unicodedata.normalize("NFKC", text)
    if _ORDER.search(plain) or _MIXED.search(plain):
        return True
    joined = _SPACED.sub(lambda match: re.sub(r"[ .\-_*|/]", "", match[0]), plain)
    return joined != plain and bool(_ORDER.search(joined) or _joined_order(joined))


def _joined_order(text: str) -> bool:
    """Spaced-out words run into each other: "ignoreallinstructions"."""
    return bool(
        re.search(r"ignore\w*(?:instruction|rule)|system\w*prompt|fullmarks|tenpoints", text, re.IGNORECASE)
    )
