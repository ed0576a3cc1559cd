//! What is a formula and, more important, what is not.

use super::*;

#[track_caller]
fn procedural<const N: usize>(language: &str, texts: [&str; N]) {
    for text in texts {
        assert!(
            is_procedural(text, language),
            "not taken for a formula: {text}"
        );
    }
}

#[track_caller]
fn substance<const N: usize>(language: &str, texts: [&str; N]) {
    for text in texts {
        assert!(
            !is_procedural(text, language),
            "taken for a formula: {text}"
        );
    }
}

#[test]
fn english_courtesy_is_procedural() {
    procedural(
        "en",
        [
            "Mr. Chairman, Excellencies, ladies and gentlemen,",
            "Mr President,",
            "Thank you, Mr President.",
            "I thank you for your attention.",
            "I thank you, Madam Chair.",
            "**Thank you.**",
            "Allow me at the outset to congratulate you, Mr. Chair, on your election and the other members of the Bureau on theirs.",
            "Let me begin by congratulating you, Ambassador Maria Example, on assuming the chairmanship. You can count on the full support of my delegation.",
            "We wish you every success.",
            "On behalf of the Utopian delegation, I congratulate you on your election.",
            "I also thank your predecessor, Mr. John Example of Utopia, for the\nable manner in which he guided our work.",
        ],
    );
}

#[test]
fn the_housekeeping_of_the_chair_is_procedural() {
    procedural(
        "en",
        [
            "I now give the floor to the representative of the Russian Federation.",
            "The Chair (spoke in Spanish): I thank the representative of Utopia for her statement. I now give the floor to the representative of Côte d’Ivoire.",
            "The representative of Utopia has asked for the floor in exercise of the right of reply.",
            "I shall now put the draft resolution to the vote.",
            "A recorded vote was taken.",
            "It was so decided.",
            "The meeting rose at 1.05 p.m.",
            "The meeting was called to order at 10.15 a.m.",
            "There are no more speakers on my list.",
            "[spoke in French]",
            "(spoke in Arabic; English text provided by the delegation)",
            "Check against delivery",
        ],
    );
}

#[test]
fn one_word_of_substance_keeps_a_paragraph() {
    substance(
        "en",
        [
            "I thank you for convening this debate on cybersecurity.",
            "Thank you, Mr. President. States must not attack hospitals.",
            "Mr. President, we cannot support the draft resolution.",
            "I congratulate you on your election and on the adoption of the norms.",
            "I now give the floor to the representative of Utopia to introduce draft resolution A/C.1/75/L.4.",
            "We thank the representative of Utopia for her proposal.",
            "My delegation will vote for the draft resolution.",
            "We shall now vote against the draft resolution.",
            "The draft resolution was adopted by 150 votes to 10.",
            "We do not thank the Chair.",
            "We regret the manner in which you conducted the work of the Committee.",
            "We support the work of the Committee.",
            "We thank the Secretary-General for his report on developments in the field of information.",
            "The Government of Utopia assures the Government of Erewhon of its full support.",
            "We call on the delegation of Utopia to withdraw.",
            "We thank Member States for their support to my country.",
            "MR. PRESIDENT CYBER ATTACKS",
            "I thank you for your Cyber leadership.",
            "The Cyber delegation thanks you on Ransomware.",
            "Ransomware.",
            "Norm 13 (f)",
            "China.",
            "",
            "***",
        ],
    );
}

#[test]
fn capitals_are_a_name_only_behind_a_title() {
    procedural(
        "en",
        ["I thank Ambassador Example.", "Mr. Fu Cong (China):"],
    );
    substance(
        "en",
        [
            "I thank you for Budapest.",
            "I thank the Chair of the Working Group on Cyber.",
            "Madam President, Cyber Operations",
        ],
    );
}

#[test]
fn a_long_paragraph_is_let_through_unread() {
    let thanks = "I thank you for your attention. ";
    procedural("en", [&thanks.repeat(18)]);
    substance("en", [&thanks.repeat(19)]);
}

#[test]
fn french_formulas_are_known() {
    procedural(
        "fr",
        [
            "Monsieur le Président, Excellences, Mesdames et Messieurs,",
            "Je vous remercie de votre attention.",
            "Je vous remercie, Madame la Présidente.",
            "Permettez-moi tout d’abord de vous féliciter, Monsieur le Président, pour votre élection à la présidence de la Première Commission.",
            "Vous pouvez compter sur le plein soutien de ma délégation.",
            "Je donne maintenant la parole au représentant de la Fédération de Russie.",
            "La séance est levée à 13 h 5.",
            "Seul le prononcé fait foi",
            "[L’orateur s’exprime en anglais]",
        ],
    );
    substance(
        "fr",
        [
            "Je vous remercie d’avoir convoqué ce débat sur la cybersécurité.",
            "Monsieur le Président, nous ne pouvons pas appuyer le projet de résolution.",
            "Nous remercions le Secrétaire général pour son rapport.",
            "Les États doivent protéger les hôpitaux.",
            "Ma délégation votera pour le projet de résolution.",
        ],
    );
}

#[test]
fn spanish_formulas_are_known() {
    procedural(
        "es",
        [
            "Señor Presidente, Excelencias, señoras y señores:",
            "Sr. Presidente:",
            "Muchas gracias, señora Presidenta.",
            "Muchas gracias.",
            "Gracias por su atención.",
            "Quisiera felicitarlo, señor Presidente, por su elección a la presidencia de la Primera Comisión.",
            "Doy ahora la palabra al representante de la Federación de Rusia.",
            "Se levanta la sesión a las 13.05 horas.",
            "(habla en inglés)",
        ],
    );
    substance(
        "es",
        [
            "Gracias por convocar este debate sobre la ciberseguridad.",
            "Señor Presidente: no podemos apoyar el proyecto de resolución.",
            "Agradecemos al Secretario General su informe.",
            "Los Estados deben proteger los hospitales.",
        ],
    );
}

#[test]
fn russian_formulas_are_known() {
    procedural(
        "ru",
        [
            "Уважаемый господин Председатель, дамы и господа,",
            "Благодарю за внимание.",
            "Благодарю Вас, господин Председатель.",
            "Позвольте поздравить Вас с избранием на пост Председателя Первого комитета.",
            "Слово имеет представитель Австрии.",
            "Заседание закрывается в 13 ч. 05 м.",
            "(говорит по-английски)",
        ],
    );
    substance(
        "ru",
        [
            "Благодарю вас за созыв заседания по кибербезопасности.",
            "Господин Председатель, мы не можем поддержать проект резолюции.",
            "Государства не должны нападать на больницы.",
            "Мы поддерживаем работу Комитета.",
        ],
    );
}

#[test]
fn arabic_formulas_are_known() {
    procedural(
        "ar",
        [
            "السيد الرئيس، أصحاب المعالي والسعادة، السيدات والسادة،",
            "شكرا السيد الرئيس.",
            "شكراً لكم على حسن استماعكم.",
            "أعطي الكلمة الآن لممثل الاتحاد الروسي.",
            "بسم الله الرحمن الرحيم",
            "(تكلم بالإنكليزية)",
        ],
    );
    substance(
        "ar",
        [
            "السيد الرئيس، يجب حماية المستشفيات من الهجمات السيبرانية.",
            "أشكركم على عقد هذا الاجتماع بشأن الأمن السيبراني.",
            "لا يمكننا أن نؤيد مشروع القرار.",
            "نشكر الأمين العام على تقريره.",
        ],
    );
}

#[test]
fn chinese_formulas_are_known() {
    procedural(
        "zh",
        [
            "主席先生：",
            "谢谢主席先生。",
            "谢谢大家！",
            "主席先生，女士们、先生们，",
            "首先，我祝贺您当选第七十五届联合国大会主席。",
            "我现在请俄罗斯联邦代表发言。",
            "下午1时05分散会。",
            "（以英语发言）",
        ],
    );
    substance(
        "zh",
        [
            "主席先生，各国不应攻击医院。",
            "感谢您召开网络安全会议。",
            "我们反对决议草案。",
            "中国代表团对决议草案表示感谢。",
            "我们祝贺中国。",
            "中国代表团支持本届会议的工作。",
            "网络安全",
        ],
    );
}

#[test]
fn other_languages_have_no_formulas() {
    substance("de", ["Herr Präsident, ich danke Ihnen."]);
}
