//! Spanish formulas.

use super::{Formula, Names, Table};

const ADDRESS: &str = "señor señora señores señoras señorita sr sra sres sras presidente presidenta \
    excelencia excelencias excelentísimo excelentísima majestad alteza delegado delegada delegados \
    colega colegas representante embajador embajadora ministro ministra amigo";

const AROUND_ADDRESS: &str = "el la los las de del y a al su sus mis mi nuestro nuestros queridos querido \
    querida estimados estimado estimada distinguidos distinguido distinguida honorables honorable \
    secretario secretaria general adjunto asamblea naciones unidas organización comité comisión \
    primera primer segunda tercera jefe jefes estado gobierno miembros miembro observador \
    relaciones asuntos exteriores rey reina príncipe princesa buenos buenas días tardes noches \
    todos todas gracias muchas vicepresidente";

const TITLES: &str = "señor señora señorita sr sra presidente presidenta embajador embajadora ministro \
    ministra representante delegación excelencia excelentísimo majestad alteza nombre relaciones \
    exteriores gobierno pueblo república reino país estado predecesor general observador doctor";

const SMALL: &str = "yo nosotros usted ustedes él ella me mi mis nos nuestro nuestra nuestros su sus le \
    les lo la las los el un una unos de del a al en por para con sobre y e así que quien cual como \
    este esta estos ese esa esto se si todo toda todos todas muy más mucho muchas también además una \
    vez nuevamente ahora hoy soy es somos son ser sido está estar estamos estoy ha han he hemos haber \
    quiero quisiera quisiéramos queremos deseo desea deseamos desearía permítame permítanme permítaseme \
    permitir puede";

const COURTESY: &str = "primero lugar término inicio comienzo comenzar iniciar antes nada concluir terminar \
    finalizar final fin finalmente ocasión oportunidad aprovechar aprovecho unir unirme sumar sumarme \
    otros oradores anteriores precedido nombre delegación gobierno país propio personal personalmente \
    sincero sincera sinceras sinceramente cálido cálida cálidas cálidamente caluroso calurosa \
    calurosamente cordial cordiales cordialmente profundo profunda profundamente alto alta altamente \
    gran grande mejor mejores bueno votos placer honor complace complacido feliz privilegio expresar \
    expreso hacer extender presentar transmitir reiterar rendir homenaje felicitar felicito felicita \
    felicitamos felicitación felicitaciones agradecer agradezco agradecemos agradecimiento agradecido \
    gracias gratitud reconocimiento reconocer estima respeto admiración distinguido eminente excelente \
    ejemplar notable brillante brillantemente eficaz eficacia eficiente competencia acertada manera \
    forma modo período periodo sesiones sesión asamblea general naciones unidas reunión comité \
    comisión conferencia mesa miembro vicepresidentes predecesor saliente anterior presidencia preside \
    presidir presidido elección electo elegido elegida reelección unánime merecida designación asunción \
    cargo puesto función tarea responsabilidad mandato misión conducción conducir conducido condujo \
    dirigir dirigido dirigió dirección trabajos labor labores debates deliberaciones organización \
    secretario secretaría representante embajador ministro relaciones exteriores excelencia señor señora \
    sr sra presidente presidenta hermano hermana amigo amiga importante presente actual ordinario \
    primer segunda tercera cuarto quinto sexto séptimo octavo noveno décimo vigésimo trigésimo \
    cuadragésimo quincuagésimo sexagésimo septuagésimo octogésimo 0 desempeño desempeñar";

const PRAISE: &str = "experiencia cualidades calidad talento sabiduría conocimiento diplomático diplomática \
    vasta amplia larga testimonio esfuerzos éxito éxitos exitoso fructífero resultado resultados asegurar \
    aseguro garantía garantizar confianza confiamos confío convencido convencida seguro seguros pleno \
    plena todo apoyo respaldo cooperación colaboración contar cuente liderazgo bajo guiar guía dotes";

pub(super) const TABLE: Table = Table {
    tag: "es",
    titles: TITLES,
    in_names: "de del la las los el y al bin von van",
    of_country: "",
    names: Names::Capitals,
    formulas: &[
        Formula {
            needs: &[ADDRESS],
            words: &[AROUND_ADDRESS],
        },
        // Gracias por su atención
        Formula {
            needs: &[
                "agradecer agradezco agradecemos agradecimiento agradecido gracias gratitud homenaje \
                 reconocimiento",
                "usted ustedes su le les señor señora sr sra presidente presidenta presidencia \
                 predecesor atención intérpretes secretaría secretario",
            ],
            words: &[
                SMALL,
                COURTESY,
                "esfuerzos trabajo atención paciencia intérpretes exposición presentación declaración \
                 palabra palabras amables dado dar concedido organizar convocar",
            ],
        },
        Formula {
            needs: &["muchas", "gracias"],
            words: &["gracias muchas muy amable"],
        },
        // Lo felicito por su elección
        Formula {
            needs: &[
                "felicitar felicito felicita felicitamos felicitación felicitaciones",
                "elección electo elegido elegida presidencia designación asunción mesa usted",
            ],
            words: &[SMALL, COURTESY, PRAISE],
        },
        // Le aseguramos nuestro apoyo
        Formula {
            needs: &[
                "asegurar aseguro aseguramos deseo deseamos votos contar cuente confianza confiamos \
                 convencido seguro",
                "usted ustedes le su presidencia señor señora",
                "apoyo respaldo cooperación colaboración éxito éxitos liderazgo dirección conducción \
                 experiencia sabiduría",
            ],
            words: &[SMALL, COURTESY, PRAISE],
        },
        // Tiene la palabra el representante de Austria
        Formula {
            needs: &["palabra", "doy dar tiene ofrezco cedo pedido solicitado"],
            words: &[
                "doy dar daré tiene ofrezco cedo ahora la el los a al palabra representante distinguido \
                 distinguida de del próximo orador oradora en mi lista es su excelencia sr sra señor \
                 señora embajador embajadora ministro ministra relaciones exteriores delegación \
                 observador ha pedido solicitado para ejercer ejercicio derecho respuesta a contestar \
                 presidente república",
            ],
        },
        // Procederemos ahora a votar
        Formula {
            needs: &[
                "ahora",
                "votación votar voto decisión",
                "someter someteré proceder procederemos pasar pasaremos",
            ],
            words: &[
                "ahora someter someteré a la el los proyecto de resolución enmienda decisión votación \
                      votar proceder procederemos pasar pasaremos sobre registrada comité asamblea",
            ],
        },
        Formula {
            needs: &[
                "así registrada",
                "acuerda decide acordado decidido votación",
            ],
            words: &[
                "así queda se acuerda decide acordado decidido ha procedido a votación registrada",
            ],
        },
        // Se levanta la sesión a las 13.05 horas
        Formula {
            needs: &[
                "sesión reunión",
                "levanta abre suspende reanuda abierta clausurada",
            ],
            words: &[
                "se levanta abre suspende reanuda la sesión reunión a las los horas hora y 0 declaro \
                      abierta clausurada queda plenaria formal oficiosa",
            ],
        },
        // [habla en inglés] Cotéjese con el texto pronunciado
        Formula {
            needs: &[
                "habla hablado interpretación traducción original cotéjese cotejar aplausos",
                "inglés francés español árabe ruso chino pronunciado oficial aplausos",
            ],
            words: &[
                "habla hablado en inglés francés español árabe ruso chino portugués interpretación \
                      traducción no oficial del de original texto proporcionado por la el delegación \
                      orador cotéjese cotejar con pronunciado discurso aplausos",
            ],
        },
    ],
};
