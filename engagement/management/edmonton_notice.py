"""The collection notice of the demo set: one text from the first day of the plan, and the one that took its place."""

from __future__ import annotations

from datetime import date

from engagement.models import CollectionNotice

TEXTS = {
    "text_en": (
        "We write down what organizations tell us, to plan how the city becomes more resilient to violent extremism. "
        "We may do so under Alberta's law on access and privacy. We publish themes and totals, never who said what. "
        "You may stop at any time, and you may see, correct or withdraw what is written. No machine summarizes or "
        "judges it. Questions: the engagement lead, 311."
    ),
    "text_fr": (
        "Nous consignons ce que les organismes nous disent, afin de planifier comment la ville devient plus "
        "résiliente face à l’extrémisme violent. La loi albertaine sur l’accès et la protection de la vie privée nous"
        " y autorise. Nous publions des thèmes et des totaux, jamais qui a dit quoi. Vous pouvez cesser en tout "
        "temps, et voir, corriger ou retirer ce qui est écrit. Aucune machine ne le résume ni ne le juge. Questions :"
        " la responsable de la mobilisation, 311."
    ),
    "text_ar": (
        "نُدوّن ما تقوله لنا المنظمات لنخطط كيف تصبح المدينة أكثر قدرة على الصمود أمام التطرف العنيف، ويجيز لنا ذلك "
        "قانون ألبرتا للوصول إلى المعلومات وحماية الخصوصية. ننشر المواضيع والمجاميع، ولا ننشر أبدًا من قال ماذا. "
        "يمكنك التوقف متى شئت، ولك أن تطّلع على ما كُتب أو تصححه أو تسحبه. لا تلخصه آلة ولا تحكم عليه. للأسئلة: "
        "مسؤولة المشاركة، ٣١١."
    ),
}


SECOND = {
    "text_en": " If you spoke with us, you may ask for a link to read the summary, and say there what is wrong or take it back.",
    "text_fr": (
        " Si vous avez parlé avec nous, vous pouvez demander un lien pour lire le résumé, y dire ce qui est inexact ou"
        " le retirer."
    ),
    "text_ar": " إذا تحدثت معنا فيمكنك أن تطلب رابطا لقراءة الملخص، وأن تقول فيه ما هو غير صحيح أو أن تسحبه.",
}
CHANGED = {
    "changed_en": "Says how to read the summary of one's own words, and to correct it or take it back.",
    "changed_fr": "Précise comment lire le résumé de ses propres paroles, le corriger ou le retirer.",
    "changed_ar": "يوضح كيف يقرأ المرء ملخص كلامه ويصححه أو يسحبه.",
}


def load_notice() -> CollectionNotice:
    """Both versions. Returns the first, which the talks of the demo set were held under."""
    longer = {name: words + SECOND[name] for name, words in TEXTS.items()}
    CollectionNotice.objects.create(version="2026-1", in_force_from=date(2026, 9, 1), **longer, **CHANGED)
    return CollectionNotice.objects.create(version="2018-1", in_force_from=date(2018, 9, 1), **TEXTS)
