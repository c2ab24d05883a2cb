"""The collection notice of the demo set: one text, in force from the first day of the plan."""

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


def load_notice() -> CollectionNotice:
    """The only version so far."""
    return CollectionNotice.objects.create(version="2018-1", in_force_from=date(2018, 9, 1), **TEXTS)
