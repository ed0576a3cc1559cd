//! English formulas.

use super::{Formula, Names, Table};

const ADDRESS: &str = "mr mrs ms miss mister madam madame sir dr president presiding chairman \
    chairwoman chairperson chair co-chair chairs excellency excellencies majesty majesties \
    highness highnesses lady ladies gentleman gentlemen colleague delegate delegation \
    representative participant ambassador minister friend";

const AROUND_ADDRESS: &str = "the of and to all your his her their our my dear esteemed fellow \
    distinguished honourable honorable excellent right acting vice deputy vice-president \
    vice-chair vice-chairman secretary general secretary-general under-secretary-general high \
    heads head state government member observer prime foreign affairs assembly united nations \
    organization permanent committee first second third fourth fifth sixth session prince \
    princess king queen sheikh professor royal serene holiness eminence brother sister guest \
    good morning afternoon evening hello greetings thank you 0 h.e.";

const TITLES: &str = "mr mrs ms miss madam dr sir president chairman chairwoman chairperson chair \
    vice-president ambassador minister representative delegation excellency majesty highness king \
    queen prince princess sheikh professor behalf affairs government people republic kingdom \
    country state predecessor secretary-general observer permanent";

const SMALL: &str = "i we you he she it me my our us your his her him their theirs the a an this that these other to \
    of for in on upon over at by with from as and also so very much most more all every both which who whom \
    am is are be been was were have has had will shall would should may can let like do such \
    own once again now today here";

const COURTESY: &str = "first firstly beginning begin outset opening start conclude concluding \
    conclusion closing end finally lastly last occasion opportunity moment time take avail wish \
    want desire like allow permit please join other previous speaker colleague behalf delegation \
    government country personal personally name sincere sincerely warm warmly warmest hearty heartily \
    heartfelt cordial deep deeply deepest profound profoundly high highly highest great greatly \
    good best kind kindly special particular particularly pleasure pleased happy glad delighted \
    honour honoured privilege privileged express convey extend offer pay add reiterate repeat \
    congratulate congratulation felicitation felicitate compliment commend praise welcome thank \
    thankful grateful gratitude appreciate appreciation tribute esteem respect admiration \
    distinguished eminent able ably excellent exemplary remarkable outstanding effective \
    effectively efficient skilful skilfully dedicated tireless untiring competent wise admirable \
    admirably way manner which during session sessions general assembly united nations meeting \
    committee conference bureau officer vice member predecessor outgoing immediate former \
    presidency president preside presided chairmanship elect election re-election elected \
    unanimous unanimously assumption assume appointment office post task duty function \
    responsibility mandate conduct conducted direct directed guide guided guidance lead led \
    leadership steer steered stewardship work proceedings deliberation discussion organization \
    body secretary secretariat secretary-general representative permanent \
    minister ambassador foreign affairs prime excellency mr mrs ms madam sir dr chair chairman \
    chairwoman chairperson lady gentleman majesty highness republic kingdom state friendly \
    brotherly fraternal sister brother neighbour neighbouring well-deserved deserved important \
    lofty responsible current present world regular ordinary historic organ \
    second third fourth fifth sixth seventh eighth ninth tenth \
    eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth \
    twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth twenty thirty forty fifty \
    sixty seventy eighty 0 mission debate debates endeavour perform performing performance fulfilling \
    accept proffer hasten utmost service extraordinary invaluable exalted preceding discharge \
    discharging carry carrying noble success position greatest performed admirably praiseworthy \
    innovative impeccable contribution constructive competence competent wisdom wise intelligent \
    skill ability dedication efficiency effectiveness fairness tact diligence joy gratified fortunate \
    same equal just see associate gives give pleasant professional fine throughout \
    accomplishment trust bestow richly fitting exceptional prestige sagacity impartiality \
    reputation h.e. term";

const PRAISE: &str = "experience skill skilled ability capability competence wisdom knowledge \
    talent quality diplomatic diplomat diplomacy statesman statesmanship vast rich wealth long \
    proven known well-known recognition recognized recognize reflect reflection testimony \
    dedication effort success successful successfully fruitful outcome result achieve ensure \
    guarantee bring confident confidence convinced conviction sure certain certainly assure \
    assurance pledge full fully support cooperation cooperate collaboration count rely trust under \
    contribution contribute good hands qualification integrity personality merit worthy son brilliant impressive people benefit you your";

const CHAIR: &str = "you your sir madam president presidency presiding chair chairman chairwoman \
    chairperson chairmanship predecessor bureau";

pub(super) const TABLE: Table = Table {
    tag: "en",
    titles: TITLES,
    in_names: "of the and for de la le el al bin ben ibn von van der den do da dos du di y e",
    of_country: "delegation government",
    names: Names::Capitals,
    formulas: &[
        // Mr. President, Excellencies, ladies and gentlemen
        Formula {
            needs: &[ADDRESS],
            words: &[AROUND_ADDRESS],
        },
        // I thank you for your attention
        Formula {
            needs: &[
                "thank thanks thankful grateful gratitude appreciate appreciation tribute commend",
                "you your sir madam president presidency presiding chair chairman chairwoman \
                 chairperson chairmanship predecessor bureau attention interpreter ambassador secretariat \
                 secretary-general briefer speaker representative",
            ],
            words: &[
                SMALL,
                COURTESY,
                "effort work listen attention patience interpreter briefer speaker briefing \
                 presentation statement word words addressed giving given floor organizing \
                 convening holding arranging today's ladies gentlemen excellencies convened \
                 organized important",
            ],
        },
        // I congratulate you on your election
        Formula {
            needs: &[
                "congratulate congratulation felicitation felicitate compliment",
                "election elected elect assumption assuming presidency presiding chairmanship \
                 appointment bureau you your",
            ],
            words: &[SMALL, COURTESY, PRAISE],
        },
        // We assure you of our support and wish you every success
        Formula {
            needs: &[
                "assure assurance pledge count rely wish confident confidence convinced sure certain",
                "you your him her sir madam presidency chairmanship chair chairman chairperson",
                "support cooperation cooperate collaboration success successful successfully \
                 fruitful guide guided guidance lead leadership wisdom experience skill ability",
            ],
            words: &[SMALL, COURTESY, PRAISE],
        },
        // Your election is a tribute to your experience
        Formula {
            needs: &[
                "election presidency leadership guidance experience skill competence quality",
                "tribute recognition reflect testimony honour guarantee success successful fruitful",
                CHAIR,
            ],
            words: &[SMALL, COURTESY, PRAISE],
        },
        // I now give the floor to the representative of Austria
        Formula {
            needs: &["floor", "give call has have take asked requested wish"],
            words: &[
                "i shall will now would like to give the floor next speaker on my list is who \
                 has have asked requested for again a second time first last his her excellency \
                 mr mrs ms madam dr ambassador minister prime foreign affairs representative \
                 delegation observer permanent distinguished president of republic kingdom state \
                 and head secretary-general chair chairman take does any other member wish to in \
                 exercise right reply",
            ],
        },
        // I invite the representative of Austria to make a statement
        Formula {
            needs: &["i", "call invite", "representative observer mr mrs ms"],
            words: &[
                "i shall will now next on the representative of observer permanent distinguished \
                 to speak make statement take place seat at table mr mrs ms his her excellency",
            ],
        },
        // I shall now put the draft resolution to the vote
        Formula {
            needs: &[
                "now begun begin",
                "vote voting decision",
                "put proceed take begin begun process",
            ],
            words: &[
                "i shall we will now put to the a draft resolution resolutions amendment decision \
                 vote voting take on proceed first process has is committee assembly council begin \
                 begun by recorded separate roll-call",
            ],
        },
        // It was so decided. A recorded vote was taken.
        Formula {
            needs: &["so recorded objection", "decided vote hear"],
            words: &[
                "it is was so decided a recorded separate vote has been requested taken i hear no \
                      objection if there is",
            ],
        },
        // The meeting rose at 1.05 p.m.
        Formula {
            needs: &[
                "meeting session sitting",
                "rose rise called suspend suspended resume resumed adjourn adjourned declare closed opened",
            ],
            words: &[
                "the this is was rose called to order at a.m p.m a p m am pm noon midnight \
                 suspended and resumed adjourned closed opened open i declare now until tomorrow \
                 today morning afternoon meeting session plenary formal informal on monday tuesday \
                 wednesday thursday friday 0 first second third 0th",
            ],
        },
        // There are no more speakers on my list
        Formula {
            needs: &["speaker speakers", "list heard"],
            words: &[
                "there are is no more other further speaker on my the list we have has heard last \
                      in for this meeting debate general item today",
            ],
        },
        // [spoke in French] Check against delivery
        Formula {
            needs: &[
                "check spoke spoken delivered interpretation translation translated original \
                 unofficial applause begins ends",
                "delivery as in french from text spoken english unofficial translation arabic \
                 chinese spanish russian original applause portuguese",
            ],
            words: &[
                ADDRESS,
                AROUND_ADDRESS,
                "please check against delivery as delivered only spoke spoken speaks in from \
                 by the a delegation interpretation interpreted translation translated text \
                 original language provided english french spanish russian arabic chinese \
                 portuguese german italian unofficial courtesy and of begins ends",
            ],
        },
        // May God bless you
        Formula {
            needs: &[
                "god allah blessing mercy merciful",
                "bless name upon compassionate blessings",
            ],
            words: &[
                "may god allah almighty bless you us all the in name of and most merciful \
                      compassionate gracious beneficent peace be upon mercy blessings his united \
                      nations thank",
            ],
        },
    ],
};
