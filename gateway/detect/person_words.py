"""The words that announce a name, that make part of one, or that tell that none stands here. All bare."""

from __future__ import annotations


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _set(
    """
    m mr mrs ms miss mme mmes mlle mlles mm mons monsieur messieurs madame mesdames mademoiselle mesdemoiselles me
    maitre maitres dr drs docteur docteurs docteure pr professeur professeure sieur sieurs dame vve veuve veuf feu
    feue epoux consorts famille familles mister sir abbe lieutenant capitaine commandant colonel general adjudant
    brigadier sergent major gendarme caporal commissaire bc gbc bcp gpx asvp mdl apja opj cne senhor senher dona
    """
)
"""Words after which a name stands, in any writing."""

SHORT_TITLES = _set("m me dr pr mm mr ms drs bc gbc bcp gpx asvp mdl apja opj cne")
"""Titles that are also other words: a dot or a capital must tell them."""

SOFT_TITLES = _set(
    """
    sieur sieurs dame feu feue veuf famille familles abbe general major commissaire commandant miss sir
    """
)
"""Titles that are also other words: the name after them needs a capital, or must be known."""

FEMALE = _set(
    """
    mme mmes mlle mlles madame mesdames mademoiselle mesdemoiselles mrs ms miss dame vve veuve nee docteure
    professeure feue fille mere soeur epouse femme tante niece cousine grand-mere maman mamie copine compagne amie
    voisine belle-fille belle-mere belle-soeur petite-fille concubine conjointe demandeuse tutrice curatrice salariee
    patiente locataire-e
    """
)
MALE = _set(
    """
    m mr monsieur messieurs mons sieur feu veuf fils pere frere epoux mari oncle neveu cousin papa papi copain
    compagnon ami voisin gendre beau-pere beau-frere beau-fils petit-fils concubin conjoint abbe tonton parrain tuteur
    curateur
    """
)

KIN = _set(
    """
    fils fille filles frere freres soeur soeurs mere pere parents mari femme epouse conjoint conjointe compagnon
    compagne enfant enfants bebe neveu neveux niece nieces oncle tante cousin cousine cousins maman papa mamie papi
    tonton tata tati gendre bru ami amie amis copain copine voisin voisine voisins voisines collegue collegues
    nourrisson jumeaux jumelles aine ainee cadet cadette benjamin benjamine concubin concubine parrain marraine tuteur
    tutrice curateur curatrice ex pupille gamin gamine gosse petit petite jeune nounou nourrice stagiaire surnom
    pseudo prenom prenomme prenommee grand-mere grand-pere belle-fille beau-fils beau-pere belle-mere belle-soeur
    beau-frere petit-fils petite-fille ex-mari ex-femme ex-conjoint ex-compagnon ex-epouse demi-frere demi-soeur
    arriere-grand-mere daughter husband wife mother father brother sister
    """
)
"""People of one's own: a first name often follows ("sa fille Inès", "mon fils, Lucas")."""

CALLED = _set(
    """
    appelle appelles appelait appelle-t-il appele appelee nomme nommee prenomme prenommee surnomme surnommee dit dite
    denomme denommee soussigne soussignee soussignes signe signee nee epouse ep epse alias
    """
)
"""Words of naming."""

ROLES = _set(
    """
    agent agente assistante assistant educateur educatrice animateur animatrice referent referente instructeur
    instructrice redacteur redactrice gestionnaire responsable technicien technicienne interlocuteur interlocutrice
    correspondant medecin infirmier infirmiere psychologue orthophoniste avocat avocate notaire huissier juge greffier
    greffiere directeur directrice secretaire chef adjoint adjointe tresorier tresoriere president presidente
    trésorier demandeur demandeuse beneficiaire allocataire usager usagere locataire proprietaire bailleur heritier
    heritiere temoin victime plaignant plaignante requerant requerante mandataire tuteur tutrice curateur curatrice
    patient patiente eleve etudiant etudiante candidat candidate salarie salariee employe employee titulaire
    conducteur conductrice electeur electrice adherent adherente abonne abonnee postulant postulante stagiaire
    destinataire expediteur auteur contact signataire signataires enfant parent mere pere conjoint assure assuree
    declarant payeur payeuse debiteur creancier client cliente emprunteur caution garant representant representante
    patrouille equipage binome equipe requis mis suspect auteurs temoins redacteurs curateurs tuteurs curatelle
    delegue deleguee collaborateur collaboratrice monitrice moniteur enseignante enseignant professeur professeure
    institutrice instituteur atsem concierge gardien gardienne aide-soignante ouvrier ouvriere mecanicien macon
    cuisinier cuisiniere dossier affaire situation intervenant intervenante locuteur participant participante present
    presente presents absents excuses organisateur benevole habitant habitante riverain riveraine defunt defunte
    """
)
"""Roles: a name with a capital may follow, more surely after a colon."""

FIELDS = _set(
    """
    nom noms prenom prenoms patronyme name names lastname firstname surname fullname familyname givenname last_name
    first_name full_name nm fn nom_prenom nomprenom prenom_nom lname fname
    """
)
"""Names of form fields whose value is a name, whatever it looks like."""

_OWNERS = "naissance usage usuel famille marital complet agent usager eleve enfant patient client demandeur conjoint titulaire"
FIELDS |= {f"{name}{of}" for name in ("nom", "nomde", "prenom", "prenomde") for of in _OWNERS.split()}
FIELDS |= {
    f"{of}name" for of in ("birth", "maiden", "middle", "patient", "client", "customer", "employee", "contact", "given")
}

FIELD_QUALIFIERS = _set(
    """
    de d du usage naissance marital mari jeune fille famille complet usuel legal epouse et ou prenom prenoms nom
    noms s responsable resp1 resp2 enfant eleve agent patient client demandeur pere mere parent conjoint tuteur
    assure allocataire beneficiaire representant titulaire usager defunt defunte premier deuxieme second first last
    full family given maiden
    """
)
"""What may stand between the name of a field and its colon: "Nom de naissance :", "Nom et prénom(s) de l'enfant :"."""

OTHER_FIELDS = _set(
    """
    utilisateur fichier domaine service ecole etablissement societe entreprise association organisme rue voie commune
    ville produit projet table base variable fonction colonne classe serveur hote host file user username domain
    company city event class function column table type marque commercial navire bateau animal chien chat machine
    reseau logiciel application dossier campagne evenement salle batiment residence quartier lieu pays banque modele
    document
    """
)
"""Owners of a field "nom" that are no people."""

PARTICLES = _set(
    """
    de du des d la le les l el al ul ben bent bin ibn abou abu bou aït ait at van von vander vanden der den ten ter
    zu zur da do dos das di del della dello degli dalla lo mac mc o y saint sainte st ste san santa sant oulad ould
    bel vom
    """
)
LOWER_PARTICLES = _set(
    """
    de du des d la le l el al ben bin ibn van von der den ten ter zu da do dos das di del della y von lo ait bou abou abd bint
    """
)
SMALL_BEFORE_NAME = _set("de la le du des d l")
LINKS = _set("nee ne ep epse epouse vve veuve dit dite alias")
"""Between two surnames of one person: "Rivière née Lubrano"."""

FUNCTIONS = _set(
    """
    maire mairesse president presidente directeur directrice prefet prefete sous-prefet adjoint adjointe ministre
    conseiller conseillere depute deputee senateur senatrice procureur juge delegue deleguee commissaire greffier
    recteur inspecteur inspectrice responsable chef secretaire tresorier tresoriere tuteur curateur proviseur
    principal principale notaire chancelier elu elue vice-president vice-presidente premier premiere officier
    administrateur gestionnaire regisseur mediateur mediatrice assesseur doyen doyenne gerant gerante syndic bailleur
    proprietaire locataire monsieur madame mesdames messieurs mademoiselle untel unetelle x xx xxx intervenant
    intervenante x y z
    """
)
"""After a title: an office, not a name ("Monsieur le Maire", "Madame la Présidente")."""

STOP = _set(
    """
    a à afin ai ainsi alors apres article as assez au aucun aussi autre autres aux avant avec avez avait avoir avril
    aout bien bon bonjour bonsoir bonne bref c ca car ce ceci cela celle celui certes ces cet cette chacun chaque cher
    chere chers chez ci ci-joint comme comment commune concerne concernant contre contexte conclusion cordialement d
    dans de depuis demande demandeur des des deux devant dimanche dit dite document doit donc dont dossier du decembre
    decision deja elle elles en encore enfin ensuite entre envoye est et etait ete etre eu eux fait fin faut fevrier
    ici il ils informe j janvier je jeudi jour juillet juin jusque l la le les leur leurs lettre lors lorsque lui
    lundi m ma mais mairie maison mardi mars me meme memes merci mercredi mes mon motif n nb ne ni nom nommee non nos
    notre nous novembre numero objet octobre on ont or ou oui par pas parce pendant peut peux plus point pour pourquoi
    pouvez prenom prenoms presente presents puis puisque qu quand que quel quelle quelles quels qui quoi qu'il rappel
    aura lieu auront matr matricule path alter login iban false warn failed lower mozilla csapa actp podetz telefonar pagar filha femna voldriai diluns
    re ref reference remarque reponse s sa samedi sans se selon septembre sera service ses seul seule si signature
    signe soit son sont sous sujet suite suivi sur svp ta tel telephone tes toi ton tous tout toute toutes tres tu tr
    un une va vendredi vers veuillez voici voila vos votre vous vu y adresse age ans annee annees date nee ne email
    mail courriel tel portable fixe mobile sexe nationalite profession ville code postal pays observations observation
    classe montant total motif statut type titre texte note notes annexe annexes page pages http https www fax
    salutations respectueusement amicalement bisous etat civil mairie ccas caf cpam msa pole france travail loi decret
    arrete conseil commission comite bureau quartier secretariat direction departement region prefecture tribunal cour
    police gendarmerie urgent important attention pj cc cci de from to subject sent envoi recu vient souhaite habite
    vit aurait serait avait sera peut veut doit rencontre rencontree appel appelle nous-memes stp svp jai tjs pr bjr
    slt jpeu cest jsuis mdr ok lol rdv asap merciii january february march april may june july august october november
    december monday tuesday wednesday thursday friday post get put patch head delete dear sir madam hello hi best
    regards sincerely the and of for is was with has my your his her our this that salut coucou adieu
    adiu adissiatz bonjorn bonser merce mercé merces mercés gracias gràcias plan lo los las dels al als pels amb per
    soi es son sia era ai as avem an sonar soni sòni demora demòra demori demòri carriera carrièra que qu cal vos nos
    mon ton sa ma lor pel d'aqui paure paura malaut malauta dijous dijòus dimars dimècres dimenge deluns dissabte divendres
    """
)
"""Words that never make part of a name."""

ACRONYMS = _set(
    """
    caf ccas cias rsa aah apa apl ase pmi mdph mdpa cpam carsat msa ars chu chru ch chs cmp cmpp csapa ehpad ssiad
    sessad esat ime itep ulis segpa cp ce1 ce2 cm1 cm2 rh drh dgs dga dgfip dsi dpo rgpd cnil cnfpt cgt cfdt fo fsu
    unsa sud cftc cfe cgc unef snt rn lr lfi ps pcf pc eelv udaf cidff ccam crip tisf aemo aed ase pja opp atsem ide
    medef insee ign edf gdf engie enedis grdf sncf ratp cb rib iban bic swift tva ht ttc siret siren ape naf rna kbis
    sarl sas sasu eurl sci sa scop scic scp selarl gie epci plu pos scot ppri dpe caleol plai plus pls pli fsl dalo
    daho aspa ass are asi cmu css c2s puma ame ald rqth vsl cmi cni pacs bts cap bep bac vae cv pdf csv xml json sql
    html http https url api ip vpn dns smtp sms mms pin puk gps usb hdmi ok ko nb ps pj re tr fw fwd cc cci nom prenom
    tel fax mail gie gip sdis samu smur sos pv om ddn nir spi fip dom tom drom tgi tj caa ta cada cab scolaire ris ras
    hs csu cedex bp cs bat esc appt rdc france sete tp cdi cdd sivom sivu smtp lan wan anah ademe cnav cnaf anru adil
    afpa cnsa cnas crous ciril glpi mns bafa bafd iso afnor caarud cada chrs hudapas huda gir aggir mmse irm scanner
    ecg hta avc bpco vih vhc hiv covid ivg fiv pma mst ist tsa tdah tdh dys pai ppre pps gevasco eps epe cej mlij plie
    scolarite cerfa xls xlsx doc docx odt ods ppt pptx png jpg jpeg txt onu ue usa uk eu oms otan unesco unicef lgbt
    lgbtqia rpps adeli finess ipp nda iep ddn cdaph ald itt opj apj taj fpr csu asvp lsf dsp lsfpc masp sdf hlm opac oph zac zup qpv cucs anct dreal ddtm ddpp draaf drac ars cra usld smti ssr had hdj emdr tcc
    tcs emg llm ia ai gpt
    """
)
"""Acronyms in capitals that are no surname."""

BRANDS = _set(
    """
    fortinet xiaomi oppo honor asus lenovo cisco vmware
    cloud schneider nova deloitte capgemini
    renault leclerc orange carrefour darty lidl auchan boulanger decathlon michelin lafarge peugeot citroen dassault
    bouygues vinci eiffage free sfr axa allianz maif macif casino castorama ikea fnac picard norauto midas total engie
    veolia suez google microsoft mistral apple amazon facebook linky outlook excel clio megane twingo kangoo scenic
    zoe picasso berlingo mercedes dacia fiat panda opel corsa vivaro ford fiesta focus seat ibiza leon skoda octavia
    nissan micra toyota yaris whatsapp instagram telegram doctolib ameli zoom teams skype windows office word android
    samsung huawei sony canon epson xerox docusign adobe acrobat firefox chrome safari ubuntu debian python java
    jenkins docker oracle salesforce doliprane dafalgan levothyrox ventoline lexomil kardegic ritaline metformine
    """
)
"""Marks that are also surnames or first names, or look like them."""

STREETS = _set(
    """
    rue ruelle r avenue av ave boulevard bd bld blvd quai place pl placette square impasse imp allee allees all chemin
    ch chem cours esplanade promenade rond-point passage traverse montee route rte sentier venelle voie villa parvis
    faubourg fg residence res lotissement lot cite hameau mas domaine batiment bat immeuble tour hlm pont port mole
    digue plage jetee escalier escaliers carrefour galerie grand'rue sente porte clos enclos zac zone za canal
    """
)
BUILDINGS = _set(
    """
    ecole ecoles maternelle elementaire primaire college lycee universite faculte iut campus groupe creche
    multi-accueil halte-garderie mediatheque bibliotheque ludotheque musee theatre cinema auditorium conservatoire
    salle salles espace centre maison foyer ehpad hopital clinique gymnase stade piscine complexe halle halles parc
    jardin jardins cimetiere eglise chapelle paroisse cathedrale basilique temple mosquee synagogue prieure abbaye
    couvent caserne fort phare gare station aeroport marche site pavillon amphitheatre arenes boulodrome tennis
    palais hotel auberge restaurant bar brasserie cafe camping plan fondation institut association amicale prix
    trophee coupe tournoi festival collection editions librairie cabaret loi decret code ordonnance rapport accords
    amendement theoreme methode echelle test score indice maladie syndrome reflexe bulle tempete cyclone ouragan
    operation programme dispositif logiciel societe entreprise sarl sas sasu eurl sci etablissements ets groupe agence
    banque magasin supermarche hypermarche marque garage boulangerie boucherie pharmacie laboratoire laboratoires
    cabinet studio atelier ateliers galerie voiture modele renault peugeot citroen opel fiat ford dacia toyota
    volkswagen audi bmw mercedes seat skoda nissan scooter yacht navire bateau chalutier film roman livre chanson
    album poeme piece serie emission podcast rivage navette ligne quartier ile cap mont col golfe etang lac
    """
)
"""What is called after a person without meaning one: places, institutions, laws, illnesses, things."""

PUBLIC = _set(
    """
    autonomie maternelle elementaire primaire publique public privee prive polyvalente municipal municipale social
    sociale scolaire etudiante universitaire culturel culturelle sportif sportive nautique aquatique commercial
    commerciale medical hospitalier hospitaliere retraite omnisports senior seniors intercommunal intercommunale
    communal communale departemental departementale regional regionale national nationale artistique marin jeunesse
    enfance petite secondaire professionnel professionnelle agricole general generale technique technologique
    psychiatrique medico-social centre service
    """
)
"""What may qualify a building before its name: "résidence autonomie Rose des Vents"."""

BETWEEN = _set("de du des d la le les l a au aux et dit dite nomme saint sainte")
HONOURS = _set(
    """
    docteur dr professeur pr general marechal amiral abbe colonel commandant capitaine president lieutenant chanoine
    pere frere soeur mere saint sainte st ste notre-dame cardinal eveque pape roi reine prince princesse duc comte
    madame mme m monsieur sergent caporal pasteur imam rabbin
    """
)
"""Titles inside the name of a street: "quai du Maréchal Juin"."""

SAINTS = _set("saint sainte st ste san santa sant sao saints")
