# What an agent or a resident writes in English, Occitan, Spanish or Italian inside a French request: the commonest words.
# Source: written for Passerelle. Licence: EUPL-1.2. Weights as in sante.lex.

% HEALTH 0.85
(diabetic | diabetes | asthmatic | epileptic | pregnant | disabled | disability | wheelchair (user)? | deaf | blind | autistic | schizophrenic | bipolar (disorder)? | depressed | depression | anxiety (disorder)? | cancer | stroke | heart (attack | disease | condition | surgery | failure) | kidney (failure | disease) | dialysis | insulin | chemotherapy | chemo | surgery | hospitalized | hospitalised | sick leave | mental (illness | health issues?) | HIV positive | miscarriage | dementia | overdose | drug addict | addiction | alcoholic | painkillers | antidepressants | allergic to (<w>) | broken (leg | arm | hip | wrist) | (hip | knee) (replacement | surgery) | recovering from (a | an | the | his | her)? (hip | knee | heart | back)? (surgery | operation | replacement | stroke | cancer | <w> replacement) | suffers? from <any> <any>? | in a wheelchair | on insulin | seizures?)
(malaut | malauta | espital | espitalizat | espitalizada | prenhs | gravida | sord | sorda | orb | òrb | avugle | diabetic | diabetica | mal de (cap | ventre | esquina) | s'es copat (la | lo) <w> | medecina | fòl | embriac | còr malaut | cancèr | pòt pas (manjar | caminar | dormir | se levar) (<any>)?)
(embarazada | enferma | enfermo | diabética | diabético | discapacitada | discapacitado | incinta | malata | malato | invalido | hospitalizado | hospitalizada | ricoverato | ricoverata)
% SOCIAL 0.85
(homeless | unemployed | unemployment (benefits?)? | on benefits | evicted | eviction | domestic (violence | abuse) | divorced | divorce | single (mother | father | mom | parent) | bankrupt | in debt | debts | foster care | food bank | lost (my | his | her) (job | home | house | husband | wife) | rent arrears | overdrawn | widow | widowed | separated from (my | his | her) (husband | wife) | battered wife | shelter)
(caumatge | sens trabalh | sens ostal | perdut (son | mon | lo) (trabalh | ostal) | divorciat | divorciada | veusa | deute | deutes | sola amb (los | sos) enfants)
(desempleado | desempleada | sin techo | sin hogar | disoccupato | disoccupata | senza casa | divorziata | divorziato)
% CRIMINAL 0.85
(convicted (of <w>)? | in prison | in jail | arrested (for <w>)? | criminal record | on parole | probation | sentenced to <any> <any> <any>?)
% RELIGION 0.85
(muslim | jewish | catholic | devout <w> | practising <w> | protestant | evangelical | buddhist)
% ETHNICITY 0.85
(undocumented | asylum seeker | refugee | (moroccan | algerian | tunisian | syrian | afghan | ukrainian | turkish | romanian | senegalese | comorian) (citizen | national | nationality | origin))
% SEXUALITY 0.85
(gay | lesbian | bisexual | transgender | same sex (couple | partner | marriage))

# --- English, said of somebody -----------------------------------------------------------------------------------------------
% HEALTH 0.85
(lung | breast | prostate | colon | bowel | skin | brain | liver | bone | blood | stomach | pancreatic | ovarian | terminal | stage <any>) (cancer | tumour | tumor)
(maternity | paternity | sick | medical | parental | pregnancy) leave
(treated | hospitalised | hospitalized | admitted | operated on | medicated | diagnosed | being treated | in treatment | in rehab) (for | with | after) [(a | an | his | her | the)? <w> (<w>)?]
(diagnosed | living | struggling | struggles | suffering | suffers) (with | from) (a | an | chronic | severe)? (<w>) (<w>)?
(chronic | severe | mild | acute) (pain | illness | disease | fatigue | depression | anxiety | asthma | <w> disease)
(high blood pressure | heart attack | stroke | seizures? | epilepsy | dementia | alzheimer | parkinson | multiple sclerosis | arthritis | asthma | hepatitis | HIV | schizophrenia | autism | ADHD | PTSD | burnout | miscarriage | abortion | surgery | hip replacement | knee replacement | wheelchair | disability | overdose | suicidal | suicide attempt | drug (addict | addiction | abuse) | alcoholic | alcoholism | rehab)
(she | he | who) (is | was) (@adv)? [(pregnant | disabled | blind | deaf | ill | sick | hospitalised | hospitalized | depressed | bipolar | diabetic | autistic | epileptic)]
% SOCIAL 0.85
(housing | disability | unemployment | child | welfare | sickness) (benefits? | allowance)
(rent arrears | behind on (the)? rent | facing eviction | homeless | food stamps | sleeping rough | restraining order | battered | abusive (husband | partner | father | relationship) | going through a divorce | separated | lost custody | social worker | under guardianship | debt)
% UNION 0.85
(trade)? union (representative | rep | member | delegate | official | activist | steward) | shop steward | unionised
% POLITICS 0.85
(member of the (labour | conservative | green | communist | socialist) party | votes (labour | green | left | right) | left wing activist | far right (supporter | activist)?)
% CRIMINAL 0.85
(served | serving) (time | <any> (years | months) (in (prison | jail))?) | ex convict | on bail | charged with <w> (<w>)? | pleaded guilty | shoplifting | drunk driving | drug dealing
% HEALTH 0.85
(malaut | malauta) (del | de la | dels | de las) (<any>) | (un | una)? (càncer | cancer | diabèta | pneumonia | grèva malautiá) | malautiá (de <any> | grèva)? | (a mal | mal) (al | a la | als | a las) <w> | (a l')? espital | (pòt pas | pòdi pas) <w>
% HEALTH 0.85
(can't | cannot | can not | unable to) (walk | work | see | hear | stand | sleep | climb <w>) (without (a | an | my | his | her) <w>)?
(vei | vesi | ausís | ausissi | camina | manja) (pas | pas mai | pus | pas pus)
% SOCIAL 0.85
(<any> (months | weeks))? behind (on | with) (the | my | his | her)? rent
% HEALTH 0.85
(sickle cell | heart | kidney | liver | lung | skin | eye | mental | chronic | coeliac | crohn | <w>) (disease | disorder | syndrome | condition | failure | injury)
