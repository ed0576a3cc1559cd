//! French formulas.

use super::{Formula, Names, Table};

const ADDRESS: &str = "monsieur madame mademoiselle messieurs mesdames mm mme mmes président présidente \
    excellence excellences majesté altesse délégué déléguée collègue représentant représentante \
    ambassadeur ambassadrice ministre ami";

const AROUND_ADDRESS: &str = "m le la les l de du des d et à vos votre son sa ses leur leurs mes mon \
    ma chers cher chère chères distingués distingué distinguée honorables honorable éminents \
    secrétaire général générale adjoint assemblée nations unies organisation comité commission \
    première premier deuxième troisième chef chefs état gouvernement membres membre conseil \
    observateur affaires étrangères roi reine prince princesse bonjour bonsoir merci tous toutes \
    vice-président";

const TITLES: &str = "m mme mlle monsieur madame président présidente ambassadeur ambassadrice \
    ministre représentant représentante délégation excellence majesté altesse nom affaires \
    gouvernement peuple république royaume pays état prédécesseur secrétaire-général général \
    observateur";

const SMALL: &str = "je j nous vous il elle on moi me m mon ma mes notre nos votre vos son sa ses lui \
    le la les l un une des du de d à au aux en dans par pour sur avec et ainsi que qu qui dont où \
    ce cet cette ces cela si tout toute tous toutes très bien plus également aussi encore une fois \
    maintenant aujourd'hui suis est sommes êtes sont être été avons avez ai a ont avoir eu faire \
    voudrais voudrait voudrions souhaite souhaiterais souhaitons tiens tenons veux veuillez peux \
    permettez permettre permette qu'il s se y";

const COURTESY: &str = "d'abord abord début commencer avant toute chose conclure terminant terminer fin \
    enfin conclusion occasion saisir saisis joindre joins autres orateurs précédent précédents nom \
    délégation gouvernement pays personnel personnellement sincère sincèrement chaleureux \
    chaleureuse chaleureuses chaleureusement vif vive vives vivement cordial cordialement profond \
    profonde profondément haut haute hautement grand grande meilleur meilleurs meilleures bon vœux \
    plaisir honneur heureux heureuse privilège exprimer adresser présenter transmettre renouveler \
    réitérer dire rendre hommage féliciter félicite félicitons félicitations remercier remercie \
    remercions remerciements merci gratitude reconnaissant reconnaissante reconnaissance estime \
    respect admiration distingué éminent excellent excellente exemplaire remarquable remarquablement \
    efficace efficacité compétence compétent dévouement manière façon avec laquelle dont session \
    assemblée générale nations unies réunion séance comité commission conférence bureau membre \
    vice-présidents prédécesseur sortant ancien présidence préside présider présidé élection élu \
    élue réélection unanime unanimité brillante brillant accession nomination poste fonction tâche \
    responsabilité mandat mission conduite conduire conduit dirigé diriger direction travaux débats \
    délibérations organisation secrétaire général secrétariat représentant ambassadeur ministre \
    affaires étrangères excellence m mme madame monsieur président présidente frère ami amie sœur \
    importante important lourde présente actuelle ordinaire première premier deuxième troisième \
    quatrième cinquième sixième septième huitième neuvième dixième vingtième trentième quarantième \
    cinquantième soixantième soixante dixième quatre vingt trente quarante cinquante 0 accompli \
    accomplir";

const PRAISE: &str = "expérience qualité qualités talent sagesse connaissance diplomate diplomatique \
    vaste riche longue reconnaissance témoignage efforts succès réussite couronnés fructueux résultat \
    assurer assure assurons assurance garantie garant confiance convaincu convaincue persuadé certain \
    sûr plein pleine entière entier soutien appui coopération collaboration compter conduite sous \
    guider leadership souhaite souhaitons vous votre";

pub(super) const TABLE: Table = Table {
    tag: "fr",
    titles: TITLES,
    in_names: "de du des d la le les et l el al bin ben von van",
    of_country: "",
    names: Names::Capitals,
    formulas: &[
        Formula {
            needs: &[ADDRESS],
            words: &[AROUND_ADDRESS],
        },
        // Je vous remercie de votre attention
        Formula {
            needs: &[
                "remercier remercie remercions remerciements merci gratitude reconnaissant \
                 reconnaissance hommage",
                "vous votre président présidente présidence prédécesseur attention interprète \
                 secrétariat secrétaire monsieur madame",
            ],
            words: &[
                SMALL,
                COURTESY,
                "efforts travail attention écoute patience interprètes exposé présentation \
                 déclaration parole paroles aimables donné donner accordé organisé organiser convoqué",
            ],
        },
        // Je vous félicite de votre élection
        Formula {
            needs: &[
                "féliciter félicite félicitons félicitations",
                "élection élu élue présidence accession nomination bureau vous votre",
            ],
            words: &[SMALL, COURTESY, PRAISE],
        },
        // Soyez assuré de notre coopération
        Formula {
            needs: &[
                "assurer assure assurons assuré assurée assurance compter souhaite souhaitons vœux \
                 confiance convaincu convaincue persuadé certain sûr",
                "vous votre vos lui présidence monsieur madame",
                "soutien appui coopération collaboration succès réussite conduite direction sagesse \
                 expérience compétence",
            ],
            words: &[SMALL, COURTESY, PRAISE, "soyez pouvez"],
        },
        // Je donne la parole au représentant de l'Autriche
        Formula {
            needs: &[
                "parole",
                "donner donne cède représentant orateur ambassadeur ministre mme m demandé",
            ],
            words: &[
                "je vais à présent maintenant la le l au aux parole donner donne cède représentant \
                 représentante distingué distinguée de du des d prochain orateur oratrice inscrit sur \
                 ma liste est son sa excellence m mme monsieur madame ambassadeur ministre affaires \
                 étrangères délégation observateur a demandé pour exercer exercice droit réponse qui \
                 souhaite prendre président de la république",
            ],
        },
        // Je mets aux voix le projet de résolution
        Formula {
            needs: &[
                "je nous",
                "maintenant",
                "voix vote décision",
                "mets mettre passer passons procéder procédons",
            ],
            words: &[
                "je vais nous allons maintenant mets mettre aux voix le la les projet de résolution \
                      amendement décision vote au passer passons procéder procédons à un enregistré \
                      scrutin l comité assemblée sur",
            ],
        },
        Formula {
            needs: &["ainsi enregistré", "décidé vote"],
            words: &["il en est ainsi décidé a été procédé à un au vote enregistré"],
        },
        // La séance est levée à 13 h 5
        Formula {
            needs: &[
                "séance session réunion",
                "levée ouverte suspendue reprise close reprend",
            ],
            words: &[
                "la est a été levée ouverte suspendue reprise reprend close séance session réunion je \
                      déclare à h heures heure et 0 première plénière formelle informelle midi",
            ],
        },
        // [L'orateur s'exprime en anglais] Seul le prononcé fait foi
        Formula {
            needs: &[
                "prononcé exprime parle interprétation traduction original parlé applaudissements",
                "foi en français anglais espagnol arabe russe chinois officielle applaudissements",
            ],
            words: &[
                "seul le la l un prononcé fait foi orateur oratrice s exprime parle parlé en français \
                      anglais espagnol arabe russe chinois portugais interprétation traduction non \
                      officielle du de d original texte fourni par délégation applaudissements",
            ],
        },
    ],
};
