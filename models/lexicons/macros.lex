# Macros shared by the lexicons of sensitive categories. The language: gateway/detect/phrases/pattern.py.
# Source: written for Passerelle. Licence: EUPL-1.2.

= poss : mon | ma | mes | ton | ta | tes | son | sa | ses | notre | nos | votre | vos | leur | leurs | m' | s'
= art : le | la | l' | les | un | une | des | du | cet | ce | cette | ces | @poss
= de : (de | d' | du | des) (la | l' | les | @poss | un | une)?
= a : (à | a | au | aux) (la | l' | les | @poss | un | une)?
= en : en | dans | sur | chez | sous
= num : <n> | un | une | deux | trois | quatre | cinq | six | sept | huit | neuf | dix | onze | douze | treize | quatorze
  | quinze | seize | vingt | trente | quarante | cinquante | soixante | cent | plusieurs | quelques | dix sept | dix huit | dix neuf
= month : janvier | février | fevrier | mars | avril | mai | juin | juillet | août | aout | septembre | octobre | novembre
  | décembre | janv | févr | fev | avr | juil | sept | oct | nov | déc
= day : lundi | mardi | mercredi | jeudi | vendredi | samedi | dimanche | hier | demain | ce matin | cette nuit
= date : (le | du | au)? @day? (<n> | 1er | premier) @month <n>? | @day? <n> / <n> (/ <n>)? | (en | de | début | fin | mi | depuis)? @month <n>?
  | en <n> | <n> . <n> . <n> | <n> - <n> - <n>
= unit : jour | jours | j | semaine | semaines | sem | mois | an | ans | année | années | heure | heures | h | nuit | nuits | minutes
= duration : @num @unit
= since : depuis (@duration | @num bonnes? années | @date | <n> | longtemps | toujours | toute? petit | (la | l' | sa | son | le) <w> | peu | des (mois | années))
= avoir : ai | as | a | avons | avez | ont | avait | avais | avaient | aurait | aura | aurais | ayant | avoir | eu | j' ai | jai | ait | auraient
= etre : suis | es | est | sommes | êtes | sont | était | étais | étaient | fut | sera | serait | soit | être | étant | été | jsuis | chui | chuis | cest | c' est | seraient | seront
= adv : très | trop | toujours | encore | déjà | souvent | bien | assez | peu | plutôt | gravement | sévèrement | légèrement
  | fortement | totalement | complètement | partiellement | lourdement | actuellement | récemment | régulièrement | de nouveau
  | désormais | à nouveau | aussi | également | parfois | vraiment | tjrs | tres | bcp | beaucoup | un peu | même | plus | enfin | juste | tellement | profondément | officiellement | psychologiquement | physiquement | moralement
= kin : père | mère | fils | fille | frère | soeur | mari | femme | épouse | époux | conjoint | conjointe | concubin | concubine
  | compagnon | compagne | enfant | enfants | bébé | parents | papa | maman | mamie | papi | papy | mamy | grand mère | grand père
  | grands parents | oncle | tante | neveu | nièce | cousin | cousine | beau père | belle mère | beau fils | belle fille | beau frère
  | belle soeur | ex mari | ex femme | ex conjoint | ex conjointe | ex compagnon | ex compagne | ex épouse | ex époux | ex concubin | ex | copain | copine
  | petit ami | petite amie | ami | amie | voisin | voisine | demi frère | demi soeur | petit fils | petite fille | petits enfants
  | jumeaux | jumelles | nourrisson | aîné | aînée | cadet | cadette | benjamin | benjamine | famille | marraine | parrain | beaux parents
  | partenaire | fiancé | fiancée | pere | mere | soeurs | frangin | frangine | gamin | gamine | gosse | gosses | petit | petite | petits | grand | ado | adolescent | adolescente | darons | daron | daronne | daughter | son | husband | wife
= humain : @kin | madame | monsieur | mme | mr | m. | usager | usagère | bénéficiaire | patient | patiente | résident | résidente | locataire
  | agent | agente | élève | salarié | salariée | demandeur | demandeuse | intéressé | intéressée | requérant | personne | homme | femme | dame
  | jeune | mineur | mineure | ado | adolescent | adolescente | collègue
= grade : sévère | grave | aigu | aiguë | chronique | léger | légère | modéré | modérée | important | importante | profond | profonde | lourd | lourde
  | évolutif | évolutive | terminal | avancé | avancée | débutant | débutante | récidivant | récidivante | invalidant | invalidante | stabilisé | stabilisée
  | congénital | bilatéral | bilatérale | unilatéral | gauche | droit | droite | partiel | partielle | total | totale | permanent | permanente | temporaire
  | majeur | mineure | primaire | secondaire | généralisé | généralisée | métastatique | métastasé | métastasée | sévères | graves | chroniques | récurrent | récurrente
  | récent | récente | ancien | ancienne | réfractaire | inopérable | incurable | double | multiple | multiples | diffus | diffuse | intense | intenses | persistant
  | persistante | résiduel | résiduelle | précoce | tardif | tardive | familial | familiale | héréditaire | rare | orpheline | malin | maligne | bénin | bénigne
  | traité | traitée | opéré | opérée | suspecté | suspectée | récidivante | à répétition | en rémission | en récidive | au stade terminal | en phase terminale
  | (de | au)? stade (<n> | I | II | III | IV | terminal | avancé) | (de)? grade <n> | (de)? type (<n> | I | II | B | A | C) | t <n>
