# What an agent or a resident writes in English, Occitan, Spanish or Italian inside a French request: the commonest words.
# Source: written for Passerelle. Licence: EUPL-1.2. Weights as in sante.lex.

% HEALTH 0.85
(diabetic | diabetes | asthmatic | epileptic | pregnant | disabled | disability | wheelchair (user)? | deaf | blind | autistic | schizophrenic | bipolar (disorder)? | depressed | depression | anxiety (disorder)? | cancer | stroke | heart (attack | disease | condition | surgery | failure) | kidney (failure | disease) | dialysis | insulin | chemotherapy | chemo | surgery | hospitalized | hospitalised | sick leave | mental (illness | health issues?) | HIV positive | miscarriage | dementia | overdose | drug addict | addiction | alcoholic | painkillers | antidepressants | allergic to (<w>) | broken (leg | arm | hip | wrist) | (hip | knee) (replacement | surgery) | recovering from (a | an | the | his | her)? (hip | knee | heart | back)? (surgery | operation | replacement | stroke | cancer | <w> replacement) | suffers? from <any> <any>? | in a wheelchair | on insulin | seizures?)
(malaut | malauta | espital | espitalizat | espitalizada | prenhs | gravida | sord | sorda | orb | òrb | avugle | diabetic | diabetica | mal de (cap | ventre | esquina) | s'es copat (la | lo) <w> | medecina | fòl | embriac | còr malaut | cancèr | pòt pas (manjar | caminar | dormir | se levar) (<any>)?)
(embarazada | enferma | enfermo | diabética | diabético | discapacitada | discapacitado | incinta | malata | malato | invalido | hospitalizado | hospitalizada | ricoverato | ricoverata)
% SOCIAL 0.85
(homeless | unemployed | unemployment (benefits?)? | on benefits | evicted | eviction | domestic (violence | abuse) | divorced | divorce | single (mother | father | mom | parent) | bankrupt | in debt | debts | foster care | food bank | lost (my | his | her) (job | home | house | husband | wife) | rent arrears | overdrawn | widow | widowed | separated from (my | his | her) (husband | wife) | battered wife | shelter)
(caumatge | sens trabalh | sens ostal | perdut (son | mon | lo) (trabalh | ostal) | divorciat | divorciada | veusa | paure | paura | deute | deutes | sola amb (los | sos) enfants)
(desempleado | desempleada | sin techo | sin hogar | disoccupato | disoccupata | senza casa | divorziata | divorziato)
% CRIMINAL 0.85
(convicted (of <w>)? | in prison | in jail | arrested (for <w>)? | criminal record | on parole | probation | sentenced to <any> <any> <any>?)
% RELIGION 0.85
(muslim | jewish | catholic | devout <w> | practising <w> | protestant | evangelical | buddhist)
% ETHNICITY 0.85
(undocumented | asylum seeker | refugee | (moroccan | algerian | tunisian | syrian | afghan | ukrainian | turkish | romanian | senegalese | comorian) (citizen | national | nationality | origin))
% SEXUALITY 0.85
(gay | lesbian | bisexual | transgender | same sex (couple | partner | marriage))
