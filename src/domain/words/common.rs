//! Words too common to look for, in the six languages.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::domain::words::normalise::{fold, normalise};

const ENGLISH: &str = "\
    a about after all also an and another any are as at be because been before being both but by \
    can cannot could did do does doing for from get had has have he her his how i if in into is \
    it its just may me might more most must my no nor not of on one only or other our out over \
    own same say says said shall she should so some such than that the their them then there \
    these they this those to under until up upon us very was we were what when where which while \
    who whom whose why will with would you your across again against ago along already although \
    always am among amongst around away back behind below beyond cant dont down during each \
    either else enough ever every few further hence here however im inside instead isnt it'll \
    least less let lot many much myself neither never nevertheless none often ones onto outside \
    per perhaps quite rather really several since still therefore though through throughout thus \
    till together too toward towards unless unlike various via want way well whatever whereas \
    whereby whoever within without yes yet yours \
    ";

const FRENCH: &str = "\
    au aux avec ce ces dans de des du elle en est et il la le les leur ne nous ou par pas plus \
    pour que qui sa se ses son sont sur un une vers afin ainsi alors après aucun aussi autre \
    autres avant avoir car cela celui cette chez comme contre entre etre fait ici ils lors lui \
    mais meme moins notre nos sans selon si sous tous tout toute toutes tres votre vos \
    ";

const SPANISH: &str = "\
    al como con del el ella es esta este las lo los para pero por sin sobre su sus una y ante \
    asi aunque bajo cada cual cuando desde donde dos ellas ellos era esa ese eso esos estas \
    estos fue ha han hasta hay mas mi muy nosotros o otra otras otro otros pueden sea ser \
    tambien tiene todo todos tras unos \
    ";

const RUSSIAN: &str = "\
    и в во не на с со к от до из за по о об для при что как это или а но бы был была были быть \
    вы где да даже его ее если есть еще же здесь их которые который ли между мы над нам нас него \
    нее нет ни них они она он после под потому против так также такое тем тех то том тот ту уже \
    через чтобы эта эти этого этой этот \
    ";

const ARABIC: &str = "\
    في من على الى عن مع او ان هذا هذه التي الذي بين بعد قبل ضد كل كما لا لم لن ما منذ هي هو هناك \
    حول عند عبر غير قد كان كانت ثم اي ذلك تلك الذين \
    ";

const CHINESE: &str = "\
    什么 哪些 哪个 哪里 如何 是否 怎么 怎样 为何 谁能 可以 应该 应当 对于 关于 以及 或者 我们 他们 它们 这些 那些 这个 那个 没有 如果 因为 所以 但是 而且 并且 \
    根据 通过 其他 其它 一个 一些 任何 有关 \
    ";

/// True for words that say nothing of a topic; `form` is normalised and without accents.
pub(super) fn is_common(form: &str) -> bool {
    static COMMON: LazyLock<HashSet<String>> = LazyLock::new(|| {
        let lists = [ENGLISH, FRENCH, SPANISH, RUSSIAN, ARABIC, CHINESE];
        let words = lists.iter().flat_map(|list| list.split_whitespace());
        words
            .map(|word| fold(&normalise(word)).into_owned())
            .collect()
    });
    COMMON.contains(form)
}
