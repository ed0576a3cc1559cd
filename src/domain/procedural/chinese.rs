//! Chinese formulas, by characters: a clause must be made up of known phrases from its first
//! character to its last.

use super::has_words;

/// Phrases that make a sentence a formula.
const TELLING: &[&str] = &[
    "主席",
    "女士们",
    "先生们",
    "各位阁下",
    "各位同事",
    "各位代表",
    "各位嘉宾",
    "尊敬的",
    "阁下",
    "谢谢",
    "感谢",
    "衷心感谢",
    "致谢",
    "祝贺",
    "热烈祝贺",
    "衷心祝贺",
    "预祝",
    "会议现在开始",
    "散会",
    "休会",
    "发言完毕",
    "以英语发言",
    "以法语发言",
    "以俄语发言",
    "以西班牙语发言",
    "以阿拉伯语发言",
    "以中文发言",
    "以实际发言为准",
    "未经核对",
    "就这样决定",
    "现在就决议草案进行表决",
    "现在对决议草案进行表决",
];

/// Phrases that may stand beside them.
const BESIDE: &[&str] = &[
    "先生",
    "女士",
    "大会",
    "联合国",
    "秘书长",
    "副主席",
    "代表",
    "代表团",
    "我国",
    "中国代表团",
    "我",
    "我们",
    "您",
    "你",
    "大家",
    "各位",
    "的",
    "和",
    "与",
    "及",
    "对",
    "向",
    "并",
    "也",
    "再次",
    "首先",
    "最后",
    "谨",
    "代表中国代表团",
    "请允许",
    "允许",
    "愿",
    "表示",
    "当选",
    "担任",
    "就任",
    "主持",
    "本届",
    "本次",
    "会议",
    "届",
    "一委",
    "委员会",
    "主席团",
    "成员",
    "其他",
    "工作",
    "圆满成功",
    "取得成功",
    "取得圆满成功",
    "成功",
    "倾听",
    "聆听",
    "耐心",
    "召开",
    "组织",
    "通报",
    "所作",
    "所做",
    "努力",
    "现在",
    "出色",
    "前任",
    "上届",
    "职务",
    "主席职务",
    "热烈",
    "衷心",
    "诚挚",
    "十分",
    "非常",
    "很高兴",
    "高兴",
    "能够",
    "支持与合作",
    "充分",
    "全力",
    "配合",
];

/// What a name or a number may stand between, and the most characters it has.
const FRAMES: &[(&str, &str, usize)] = &[
    ("第", "届", 8),
    ("现在请", "代表发言", 14),
    ("下面请", "代表发言", 14),
    ("我现在请", "代表发言", 14),
    ("我请", "代表发言", 14),
    ("请", "代表发言", 14),
    ("上午", "散会", 10),
    ("下午", "散会", 10),
    ("下午", "宣布开会", 10),
    ("上午", "宣布开会", 10),
];

/// True when `text` is made of formulas alone.
pub(super) fn is_procedural(text: &str) -> bool {
    // Lines are wrapped between any two characters.
    let text: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    let mut said = text
        .split(['。', '！', '!', '？', '?'])
        .filter(|part| has_words(part))
        .peekable();
    said.peek().is_some() && said.all(is_formula)
}

fn is_formula(sentence: &str) -> bool {
    let clauses = sentence.split(|letter: char| !letter.is_alphanumeric());
    let mut tells = false;
    for clause in clauses.filter(|clause| has_words(clause)) {
        match covered(clause) {
            Some(telling) => tells |= telling,
            None => return false,
        }
    }
    tells
}

/// Whether a clause has a telling phrase; nothing when phrases do not cover it.
fn covered(clause: &str) -> Option<bool> {
    // For each byte that phrases may end at, whether one of them was telling.
    let mut ends: Vec<Option<bool>> = vec![None; clause.len() + 1];
    ends[0] = Some(false);
    for at in 0..clause.len() {
        let Some(telling) = ends[at] else {
            continue;
        };
        for (length, tells) in phrases_at(&clause[at..]) {
            let end = &mut ends[at + length];
            *end = Some(end.unwrap_or(false) || telling || tells);
        }
    }
    ends[clause.len()]
}

/// The phrases that `rest` begins with, by their length in bytes, and whether each is telling.
fn phrases_at(rest: &str) -> Vec<(usize, bool)> {
    let of = |list: &'static [&'static str], tells: bool| {
        let begins = list.iter().filter(|phrase| rest.starts_with(**phrase));
        begins.map(move |phrase| (phrase.len(), tells))
    };
    let framed = FRAMES.iter().filter_map(|(first, last, most)| {
        let inner = rest.strip_prefix(first)?;
        let length = inner.find(last)?;
        let fits = inner[..length].chars().count() <= *most;
        let whole = first.len() + length + last.len();
        fits.then_some((whole, *last != "届"))
    });
    of(TELLING, true)
        .chain(of(BESIDE, false))
        .chain(framed)
        .collect()
}
