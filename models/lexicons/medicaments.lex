# Names of drugs and substances.
# Source: edsnlp 0.23.0, resources/drugs.json (Romedi), BSD-3-Clause, (c) 2021 Assistance Publique - Hopitaux de Paris; single words of
# five letters or more, without those that are also a common word, a first name, a surname or a commune; usual names added by hand.
#
# Redistribution and use in source and binary forms, with or without modification, are permitted provided that the following
# conditions are met: 1. Redistributions of source code must retain the above copyright notice, this list of conditions and the
# following disclaimer. 2. Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the
# following disclaimer in the documentation and/or other materials provided with the distribution. 3. Neither the name of the
# copyright holder nor the names of its contributors may be used to endorse or promote products derived from this software without
# specific prior written permission. THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR
# IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
# DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL,
# EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR
# PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT
# (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH
# DAMAGE.

= drugname :
  Abacavir | Abasaglar | Abatacept | Abboticine | Abciximab | Abelcet | Abemaciclib | Abilify | Abiraterone | Abraxane
  | Abstral | Abufene | Acadione | Acamprosate | Acarbose | Acarizax | Accofil | Accusol | Acebutolol | Aceclofenac
  | Acenocoumarol | Acetazolamide | Acetylcholine | Acetylcysteine | Acetylleucine | Aciclovir | Acidrine | Acitretine
  | Aclasta | Aclotine | Acorspray | Actapulgite | Acticarbine | Actifedsign | Actilyse | Actiq | Actiskenan | Actisoufre
  | Activelle | Activir | Activox | Actonel | Actonelcombi | Actos | Actosolv | Actrapid | Actron | Actynox | Acuilix
  | Acuitel | Acular | Acupan | Adalate | Adalimumab | Adancor | Adapalene | Adartrel | Adasuve | Adcetris | Adcirca
  | Adempas | Adenoscan | Adenuric | Adenyl | Adepal | Adiazine | Adixon | Adoport | Adrafinil | Adrenaline | Adriblastine
  | Adrigyl | Adrovance | Advagraf | Advate | Advil | Advilcaps | Advilgel | Advilmed | Adviltab | Adynovi | Aerius
  | Aerrane | Aetoxisclerol | Afatinib | Afinitor | Aflibercept | Afstyla | Aftagel | Agiolax | Agomelatine | Agrastat
  | Agrippal | Agyrax | Akineton | Aklief | Akynzeo | Albendazole | Albunorm | Aldactazine | Aldactone | Aldara
  | Aldesleukine | Aldirek | Aldomet | Aldurazyme | Aldyzine | Alemtuzumab | Alendronate | Alepsal | Alevetabs
  | Alfacalcidol | Alfalastin | Alfatil | Alfentanil | Alfuzosine | Algicalm | Algisedal | Algodol | Algotropyl
  | Alimemazine | Alimta | Alirocumab | Aliskiren | Alitretinoine | Alizapride | Alizem | Alkeran | Alkonatrem
  | Allergiflash | Allergocomod | Allergodil | Allopurinol | Almide | Alminoprofene | Almitrine | Almogran | Almotriptan
  | Alodont | Alopexy | Aloplastine | Alostil | Aloxi | Alpagelle | Alphagan | Alprazolam | Alpress | Alprolix | Alprostadil
  | Alteis | Alteisduo | Alteplase | Altim | Altretamine | Alunbrig | Alverine | Alvesco | Amantadine | Amarance | Amarel
  | Ambenonium | Ambisome | Ambrisentan | Ambroxol | Ametycine | Amgevita | Amifampridine | Amifostine | Amikacine
  | Amiloride | Aminomix | Aminophylline | Aminoplasmal | Aminostab | Aminoven | Amiodarone | Amisulpride | Amitriptyline
  | Amlodipine | Amlor | Ammonaps | Amodex | Amorolfine | Amoxapine | Amoxicilline | Ampecyclal | Ampicilline | Amsacrine
  | Amsalyo | Amukine | Amycor | Amylodiastase | Anafranil | Anagrelide | Anakinra | Anandron | Anapen | Anastrozole
  | Ancotil | Andractim | Androcur | Androgel | Androstanolone | Androtardyl | Anesderm | Anexate | Angeliq | Angiocis
  | Angiox | Angusta | Anidulafungine | Ansatipine | Antadys | Antalcalm | Antalnox | Antalyre | Antarene | Antasol
  | Antibiotrex | Antigone | Antiinfectieux | Anxemil | Aotal | Apaisylgel | Apalutamide | Aparoxal | Aphilan | Aphtoral
  | Apidra | Apixaban | Apokinon | Apomorphine | Apraclonidine | Apranax | Apremilast | Aprepitant | Aprokam | Aprotinine
  | Aprovel | Apsor | Aptivus | =Apurone | Aquarest | Aracytine | Aranesp | Arava | Arcalion | Arcoxia | Arestal | Arganova
  | Argatroban | Arginine | Aricept | Aridol | Arimidex | Aripiprazole | Arixtra | Arnican | Arolac | Aromasine | Aromasol
  | Arphos | Artane | Artelac | Artex | Arthrocine | Arthrodont | Articadent | Articaine | Artinibsa | Artirem | Artisial
  | Artiss | Artotec | Arzerra | Asasantine | Ascabiol | Ascofer | Asenapine | Asparaginase | Aspegic | Aspirine | Aspro
  | Asproflash | Atacand | Atarax | Atazanavir | Atebemyxine | Atenolol | Atepadene | Atezolizumab | Athymil | Atimos
  | Atorvastatine | Atosiban | Atovaquone | Atracurium | Atriance | Atripla | Atropine | Atrovent | Attapulgite | Aturgyl
  | Atuxane | Aubagio | Augmentin | Auricularum | Auxitrans | Avadene | Avamys | Avanafil | Avastin | Avaxim | Avibon
  | Avlocardyl | Avodart | =Avonex | Axeler | Axepim | Axitinib | Azacitidine | Azactam | Azadose | Azantac | Azarga
  | Azathioprine | Azelastine | Azilect | Azithromycine | Azitromycine | Azopt | Aztreonam | Azyter | Baclocur | Baclofene
  | =Bacterix | Bactrim | Bactroban | Balcoga | Balsamorhinol | Balsolene | Bambuterol | Bamifylline | Baraclude | Baritekal
  | Basdene | Basiliximab | Baypress | Beagyne | Bebegel | Becilan | Beclojet | Beclometasone | Beclospin | Beclospray
  | Beconase | Becotide | Becozyme | Bedaquiline | Bedelix | Befizal | Beflavine | Belanette | Belara | Belaracontinu
  | Belimumab | Belustine | Bemfola | Benazepril | Bendamustine | Benefix | Benemide | Benepali | Benerva | Benlysta
  | Benralizumab | Benzocaine | Benzydamine | Benzylpenicilline | Benzylthiouracile | Bepanthen | Bepanthene | Bepridil
  | Berinert | Beromun | Betadine | Betafact | Betaferon | Betagan | Betahistine | Betaine | Betamethasone | Betanol
  | Betaselen | Betaserc | Betatop | Betaxolol | Betesil | Betmiga | Betnesol | Betneval | Betoptic | Bevacizumab | Bevitine
  | Bexarotene | Bexsero | Bezafibrate | Bezlotoxumab | Biafine | Bicalutamide | Bicavera | Bicirkan | Bicnu | Bifonazole
  | Bigonist | Biktarvy | Bilaska | Bilastine | Biltricide | Bimatoprost | Binimetinib | Binocrit | Biocadextro
  | Biocalyptol | Biocarde | Biocidan | Biodalgic | Bioflavonoides | Biogaze | Biopeg | Biorgasept | Biotone | Bioxyol
  | Biperidene | Biperidys | Biperidysflash | Biphozyl | Bipreterax | Birodogyl | Bisacodyl | Biseptine | Biseptinescrub
  | Biseptinespraid | Bisoce | Bisolvon | Bisoprolol | Bivalirudine | Bleomycine | Boceprevir | Bocouture | Boldoflorine
  | Bolinan | Bonasol | Bondronat | Bontefel | Bonviva | Boostrixtetra | Bortezomib | Bosentan | Bosulif | Bosutinib | Botox
  | Braftovi | Breakyl | Brevibloc | Brexin | Briazide | Bricanyl | =Bridion | Briem | Brigatinib | Brilique | Brimonidine
  | Brintellix | Brinzolamide | Bristopen | Brivaracetam | Briviact | Brodalumab | Bromazepam | Bromfenac | Bromhexine
  | Bromocriptine | Brompheniramine | Broncalene | Broncathiol | Bronchodermine | Bronchodual | Bronchokod | Broncoclar
  | Brufen | =Brulex | Buccobet | Buccolam | Buccosoin | Budesonide | Buflomedil | Bulevirtide | Bumetanide | Bupivacaine
  | Buprenorphine | Bupropion | =Burinex | Burosumab | Busereline | Busilvex | Buspirone | Busulfan | Butazolidine | Butix
  | Butylscopolamine | Bydureon | Byetta | Cabazitaxel | Cabergoline | Cabometyx | Cabozantinib | Cacit | Caddera | Cadens
  | Caditar | Caduet | Caelyx | Calcibronat | Calcidia | Calcidose | Calcifediol | Calciforte | Calciparine | Calcipotriol
  | Calciprat | Calcitonine | Calcitriol | Caldine | Calmixene | Calperos | Calprimum | Calsyn | Caltrate | Campto
  | Canakinumab | Cancidas | Candazol | Candesartan | Canol | Cantabiline | Cantalene | Capecitabine | Caprelsa | Capsicine
  | Captea | Captodiame | Captopril | Carbachol | Carbactive | Carbaglu | Carbamazepine | Carbetocine | Carbimazole
  | Carbocaine | Carbocisteine | Carbolevure | Carbomix | Carbophos | Carboplatine | Carbosylane | Carbosymag | Carbutamide
  | Cardensiel | Cardiocalm | Cardiocor | Cardiolite | Cardiomibi | Cardioxane | Carfilzomib | Cariban | Carlytene
  | Carmustine | Carmyne | Carteol | Carteolol | Cartrex | Carvedilol | Cascara | Casenlax | Casodex | Caspofungin
  | Caspofungine | Catacol | Catapressan | Catarstat | Catumaxomab | Caverject | Caverjectdual | Cayston | Cebedexacol
  | Cebemyxine | Cebesine | Cebutid | Cefacet | Cefaclor | Cefadroxil | Cefalexine | Cefalotine | Cefamandole | Cefaperos
  | Cefatrizine | Cefazoline | Cefepime | Cefixime | Cefotaxime | Cefotiam | Cefoxitine | Cefpodoxime | Cefradine
  | Cefsulodine | Ceftazidime | Ceftriaxone | Cefuroxime | Celance | =Celebrex | Celecoxib | Celectol | Celestamine
  | Celestene | Celiprolol | Cellcept | Celltop | Celluvisc | Celocurine | Celsentri | Celsior | Celvapan | Cemaflavone
  | Cephyl | Cerazette | Cerestab | Ceretec | Cerezyme | Ceris | Ceritinib | Cernevit | Certican | Cerubidine | Cerulyse
  | Cervageme | Cervarix | Cervoxan | Cetavlon | Cetirizine | Cetornan | Cetrimide | Cetrorelix | Cetrotide | Cetuximab
  | Cetylpyridinium | =Champix | Chirocaine | Chlorambucil | Chloraminophene | Chloraprep | Chlorhexidine | Chlormadinone
  | Chlormethine | Chloroprocaine | Chloroquine | Chlorpromazine | Chlorquinaldol | Chlortetracycline | Chlorumagene
  | Cholecalciferol | Cholediam | Cholurso | Chondrosulf | Chophytol | Chronadalate | Cialis | Cibacalcine | Cibacene
  | Cibadrex | Cibenzoline | Cicatryl | Ciclesonide | Cicletanine | Ciclopirox | Ciclosporine | Cidermex | Cidofovir
  | Ciella | Ciflox | Cilazapril | Cilest | Ciloxadex | Ciloxan | Cimetidine | Cimzia | Cinacalcet | Cinqaero | Cipralan
  | Ciprofibrate | Ciprofloxacine | Circadin | Cirkan | Cisapride | Cisatracurium | Cisplatine | Cisplatyl | Citalopram
  | Citrafleet | Civigel | Cladribine | Claforan | Clairyg | Clamoxyl | Claradol | Claramid | Clareal | Clarelux | Clariscan
  | Clarithromycine | Clarityne | Clastoban | Claventin | Cleridium | Clevidipine | Cleviprex | Climara | Climaston
  | Climaxol | Climene | Climodiene | Clindafluid | Clindamycine | Clinoleic | Cliptol | Clobazam | Clobetasol | Clobex
  | Clofarabine | Clofazimine | Clomid | Clomifene | Clomipramine | Clonazepam | Clonidine | Clopidogrel | Clopixol
  | Clorotekal | Clotiazepam | Clotrimazole | Clottafact | Cloxacilline | Clozapine | Coaprovel | Codedrill | Codeine
  | Codenfan | Codoliprane | Codotussyl | Cokenzen | Colchicine | Colchimax | Colecalciferol | Colestyramine | Colimycine
  | Colistine | Colludol | Collunovar | Colobreathe | Colofoam | Colokit | Colopeg | Colposeptine | Colpotrophine | Colprone
  | Coltramyl | Combantrin | Combigan | Combivent | Combivir | Combodart | Compensal | Competact | Compralgyl | Comtan
  | =Concerta | Condyline | Conebilox | Confidex | Contalax | Contracne | Contramal | Contrathion | Convuline | Coolmetec
  | Copaxone | Copegus | Coquelusedal | Corbilta | Cordarone | Cordipatch | Corgard | Corotrope | Correctol | Cortancyl
  | Cortapaisyl | Corticoliberine | Cortisal | Cortisone | Cortivazol | Corvasal | Cosentyx | Cosidime | Cosmegen | Cosopt
  | Cotareg | Coteoula | Cotriatec | Cotrimoxazole | Coumadine | Covatine | Coveram | Coversyl | Cozaar | =Creon | Crestor
  | Crifene | Crinone | Crixivan | Crizotinib | Cromabak | Cromadoses | Cromedil | Cromofree | Cromoglicate | Cromoptic
  | Cromorhinol | Crospovidone | Crysvita | Cubicin | Cufence | Cuprior | Curacne | Curaspot | Curethyl | Curosurf
  | Cutacnyl | Cuterpes | Cutisan | Cyamemazine | Cyanocobalamine | Cyanokit | Cycladol | Cycleane | Cyclo | Cyclopentolate
  | Cyclophosphamide | Cymbalta | Cymevan | Cynomel | Cyproterone | Cyrdanax | Cystadane | Cystadrops | Cystagon
  | Cytarabine | Cyteal | Cytotec | Dabrafenib | Dacarbazine | Daclatasvir | Dacogen | Dacryoboraline | Dacryoserum
  | Dacryum | Dactinomycine | Dacudoses | Dafalgan | Dafalgancaps | Dafalganhop | Dafalgantabs | Daflon | Daily | Daivobet
  | Daivonex | Daklinza | Daktarin | Dalacine | Dalteparine | Danaparoide | Danatrol | Danazol | Dantrium | Dantrolene
  | Daonil | Dapagliflozin | Dapoxetine | Dapsone | Daptomycine | Darunavir | Dasatinib | Dasselta | Daunorubicine
  | Daunoxome | Deanol | Debricalm | =Debridat | Debrumyl | Decalogiflox | Decapeptyl | Decitabine | Decontractyl | Dectancyl
  | Dedrogyl | Defanyl | Deferasirox | Deferiprone | Deferoxamine | Defibrotide | Defiltran | Defitelio | Deflamol
  | Degarelix | Delamanide | Delidose | Deliproct | Delprim | Delstrigo | Deltazine | Deltyba | Delursan | Demeclocycline
  | Denosumab | Densical | Dentobaume | Depakine | Depakote | Depamide | Depocyte | Deprenyl | Depuratum | Dequalinium
  | Derinox | Dermacide | Dermazol | Dermestril | Dermobacter | Dermocuivre | Dermorelle | Dermoval | Deroxat | Desernil
  | Desferal | Desflurane | Desintex | Desloratadine | Desmopressine | Desobel | Desogestrel | Desomedine | Desonide
  | Desopop | Desoxycortone | Detensiel | Deticene | Detrusitol | Deturgylone | Dexafree | Dexagrane | Dexambutol
  | Dexamethasone | Dexatopia | Dexchlorpheniramine | Dexef | Dexketoprofene | Dexmedetomidine | Dexpanthenol | Dexrazoxane
  | Dextran | Dextrocidine | Dextromethorphane | Diacereine | Diacomit | Diacor | Diactane | Diafuryl | Diafusor | Dialgirex
  | Diamicron | Diamox | Diaretyl | Diarfix | Diaseptyl | Diastabol | Diazepam | Diazoxide | Dicetel | Diclofenac | Dicodin
  | Dicynone | Didanosine | Didronel | Dienogest | Diergospray | Diethylcarbamazine | Diethylstilbestrol | Differine
  | Dificlir | Diflucortolone | Difluprednate | Difrarel | Digaol | Digedryl | Digoxine | Dihydralazine | Dihydrocodeine
  | Dihydroergotamine | Dilantin | Dilatrane | Dilrene | Diltiazem | Dimegan | Dimercaprol | Dimetane | Dinacode
  | Dinoprostone | Dinutuximab | Diosmectite | Diosmil | Diosmine | Diovenor | Dipentum | Dipeptiven | Diphenhydramine
  | Diphenydramine | Dipiperon | Dipivefrine | Diprivan | Diprolene | Diprosalic | Diprosone | Diprostene | Dipyridamole
  | Discotrine | Disopyramide | Dissolvurol | Distilbene | Disulfiram | Disulone | Ditropan | Divarius | Dobutamine
  | Docetaxel | Docosanol | Dodecavit | Dogmatil | Dolenio | Dolflash | Dolgit | Doliprane | Dolipranecaps | Dolipraneliquiz
  | Dolipraneorodoz | Dolipranetabs | Dolipranevitaminec | Dolko | Dolodent | Dolosoft | Dolstic | Dolutegravir
  | Domperidone | Donepezil | Donormyl | Dopaceptin | Dopacis | Dopaview | Dopergine | Dopram | Doravirine | Doribax
  | Doripenem | Dormicalm | Dorzolamide | Dosiseptine | Dosoxygenee | Dostinex | Dosulepine | Dotarem | Dovato | Doxapram
  | Doxazosine | Doxepine | Doxium | Doxorubicine | Doxycycline | Doxylamine | Doxylis | Doxypalu | Driptane | Droleptan
  | Dronedarone | Droperidol | Drospibel | Dualkopt | Dukoral | Dulcilarmes | Dulciphak | Dulcolax | Duloxetine | Duodopa
  | Duofilm | Duoplavin | Duotrav | Duova | Duphalac | Duphaston | Dupilumab | Dupixent | Duraphat | Durogesic | Durvalumab
  | Duspatalin | Dutasteride | Dydrogesterone | Dymista | Dynamisan | Dynastat | Dynexan | Dynexangival | Dysalfa | Dyspagon
  | Dysport | Ebastine | Ebilfumin | Ebixa | Ecalta | Ecazide | Eclaran | Ecobec | Econazole | Eculizumab | Edetates
  | Edicis | Ediston | Eductyl | Edurant | Efavirenz | Effacne | Effala | Effederm | Effentora | Efferalgan | Efferalganmed
  | Effexor | Effizinc | Effortil | =Efient | Eflornithine | Efudix | Egaten | Egery | Elaprase | =Elase | Elavil | Eldisine
  | Eletriptan | Elfasette | Elgydium | Eligard | Eliquis | Elisor | Ellaone | Elocta | Elonva | Eloxatine | Elsep
  | Eltrombopag | Eludril | Eludrilperio | Eludrilpro | Elvorine | Emend | Emerade | Emicizumab | Emlapatch | Emtricitabine
  | Emtriva | Enalapril | Enantone | Enbrel | Encepur | Encorafenib | Endobuline | Endotelon | Endovela | Endoxan
  | Enfuvirtide | Enoxacine | Enoxaparine | Enoximone | Enoxolone | Enoxor | Enstilar | Entacapone | Entalgine | Entecavir
  | Entecet | Entocort | Entonox | Entresto | Entyvio | Envarsus | Enzalutamide | Enzymicine | Epclusa | Ephedrine | Epiduo
  | Epinastine | Epinephrine | Epinitril | Epipen | Epirubicine | Epitomax | Epitopic | Epivir | Eplerenone | Epoprostenol
  | Eporatio | Eprex | Eprosartan | Eptavit | Eptifibatide | Equanil | Eqwilate | Erapyl | Erazaban | Erbitux | Ercefuryl
  | Erdosteine | Ergix | Ergocalciferol | Eribuline | Erivedge | Erleada | Erlotinib | Ertapeneme | Eryacne | Eryfluid
  | Erylik | Erythrocine | Erythrogel | Erythromycine | Erythropoietine | Esberiven | Esbriet | Escitalopram | Esidrex
  | Eskazole | Esketamine | Eslicarbazepine | Esmeron | Esmocard | Esmolol | Esmya | Esomeprazole | Esperal | Espizene
  | Estazolam | Estracyt | Estradiol | Estramustine | Estrapatch | Estreva | Estring | Estriol | Estrofem | Etamsylate
  | Etanercept | Ethambutol | Ethanol | Ethinylestradiol | Ethosuximide | Ethylmorphine | Ethyol | Etidronate | Etifoxine
  | Etilefrine | Etioven | Etodolac | Etomidate | Etonogestrel | Etopophos | Etoposide | Etoricoxib | Etoring | Etravirine
  | Eucalyptine | Eucaryl | Eucreas | Eulexine | Eupantol | Euphon | Euphylline | Euphytose | Eupressyl | Eurartesim | Eurax
  | Euraxsepti | Eurelix | Eurobiol | Euronac | Euthyral | Eutirox | Evanecia | Evarrest | Evepar | Everolimus | Evicel
  | Eviplera | Evista | Evolocumab | Evoltra | Exacor | Exacyl | Excedrinil | Exediem | Exediemed | Exelon | Exemestane
  | Exenatide | Exforge | Exjade | Exomuc | Exotoux | Extavia | Extencilline | Extovyl | Extraneal | Eylea | Ezetimibe
  | Ezetrol | Fabrazyme | Factane | Famciclovir | Famotidine | Fampridine | Fampyra | Fansidar | Fareston | Farlutal
  | Farmorubicine | Farydak | Fasenra | Fasigyne | Faslodex | Fastenyl | Fasturtec | Favirab | Fazol | Febuxostat | Fegenor
  | Feiba | Felbamate | Feldene | Felixita | Felodipine | Femadexil | Femara | Femelis | Femsept | Femseptcombi | Femseptevo
  | Fenofibrate | Fenoprofene | Fenspiride | Fentanyl | Fenticonazole | Fenugrene | Ferinject | Ferriprox | Ferrostrane
  | Fertifol | Fertistartkit | Fervex | Fervexrhume | Fesoterodine | Fexofenadine | Fiasp | Fibrogammin | Fibrovein
  | Fidaxomicine | Filgrastim | Finacea | Finasteride | Fingolimod | Finhair | Firazyr | Firdapse | Firmagon | Fivasa
  | Fixical | Fixorinox | Flagyl | Flammacerium | Flammazine | Flanid | Flavan | Flavoxate | Flecaine | Flecainide | Flector
  | Flectortissugelep | Fletagex | Flexea | Flisint | Flixonase | Flixotide | Flixovate | Floctafenine | Flodil | Flogencyl
  | Flolan | Florgynal | Floxyfral | Fluanxol | Fluarix | Fluarixtetra | Flubendazole | Flucon | Fluconazole | Flucortac
  | Flucytosine | Fludara | Fludarabine | Fludex | Fludrocortisone | Fluenz | Fluidabak | Fluimucil | Fluisedal | Flumazenil
  | Flumequine | Flunarizine | Flunisolide | Flunitrazepam | Fluocortolone | Fluocyne | Fluodontyl | Fluogel | =Fluorex
  | Fluorometholone | Fluorouracile | Fluoselgine | Fluosterol | Fluoxetine | Flupentixol | Fluphenazine | Flurbiprofene
  | Flutamide | Fluticasone | Flutiform | Fluvastatine | Fluvermal | Fluvoxamine | Focetria | Folinoral | Fomepizole
  | Foncitril | Fondaparinux | Fongamil | Fongileine | Fonlipol | Fonzylane | Foradil | Forene | Forlax | Formoair
  | Formocarbine | Formodual | Formoterol | Forsteo | Fortacin | Fortigel | Fortum | Fortumset | Fortzaar | Forxiga
  | Fosamax | Fosamprenavir | Fosavance | Foscarnet | Foscavir | Fosfocine | Fosfomycine | Fosfopharm | Fosinopril
  | Fosphenytoine | Fosrenol | Fostimonkit | Fotemustine | Foziretic | Fozitec | Fragmine | Frakidex | Framyxone
  | Fraxiparine | Fraxodi | Frovatriptan | Fucidine | Fucithalmic | Fulphila | Fulvestrant | Fumafer | Fumagilline
  | Fungizone | Fungster | Furadantine | Furadoine | Furosemide | Fuzeon | Fycompa | Fyremadel | Gabacet | Gabapentine
  | Gabitril | Gadobutrol | Gadodiamide | Gadoteridol | Gadovist | Galactogil | Galantamine | Galsulfase | Galvus
  | Gammagard | Gammanorm | Gammatetanos | Ganciclovir | Ganfort | Ganirelix | Gaoptol | Gardasil | Gardenal | Gastrografine
  | Gastropax | Gastropulgite | Gaviscon | Gavisconell | Gavisconpro | Gazyvaro | Gcform | Gefitinib | Gelaspan | Geldene
  | Gelofusine | Gelopectose | Gelox | Geltim | Gelucystine | Gelufene | Geluprane | Gemcitabine | Gemeprost | Gemfibrozil
  | Gemtuzumab | Gemzar | Genac | Geneserine | Genotonorm | Gentalline | Gentamicine | Genvoya | Gevatran | Gilenya
  | Ginkogink | Ginkoplant | Ginkor | Giotrif | Givalex | Givlaari | Givosiran | Glatiramer | Gliadel | Glibenclamide
  | Glibenese | Gliclazide | Glimepiride | Gliolan | Glipizide | Glivec | Glossithiase | Glucagen | Glucagon | Glucantime
  | Glucidoral | Glucophage | Glucor | Glucosamine | Glucovance | Glydium | Glypressine | Golimumab | Gomenoleo
  | Gonadoreline | Gonal | Gonapeptyl | Gosereline | Grafalon | Granisetron | Granocyte | Granpidam | Granudoxy | Granupas
  | Grazax | Grisefuline | Griseofulvine | Guaifenesine | Guethural | Guronsan | Guselkumab | Gutron | Gyalme | Gydrelle
  | Gymiso | Gynopura | Haemopressin | Halaven | Haldol | Halfan | Halofantrine | Haloperidol | Harmonet | Havlane | Havrix
  | Haxifal | Hbvaxpro | Heafusine | Helicidine | Helikit | Helixate | Helmintox | Hemangiol | Hemedonine | Hemlibra
  | Hemoclar | Hemoleven | Hepadial | Hepanephrol | Hepargitol | Heparine | Hepatate | Hepatoum | Hepcludex | Hepsera
  | Heptaminol | Herceptin | Herzuma | Hexabrix | Hexalyse | Hexamidine | Hexapneumine | Hexaquine | Hexaseptine | Hexaspray
  | Hexastat | Hexatrione | Hexetidine | Hexomedine | Hextril | Hexvix | Hexyon | Hibidil | Hibiscrub | Hibitane | Hidonac
  | Hirucreme | Histapaisyl | Hizentra | Holgyeme | Holoxan | Homatropine | Homeoplasmine | Hospasol | Hulio | Humalog
  | =Humex | Humira | Humoxal | Huvanof | Hyalgan | Hycamtin | Hydergine | Hydracort | Hydrea | Hydrochlorothiazide
  | Hydroclonazone | Hydrocortancyl | Hydrocortisone | Hydromorphone | Hydrotalcite | Hydroxocobalamine | Hydroxycarbamide
  | Hydroxychloroquine | Hydroxyethylamidon | Hydroxyprogesterone | Hydroxyzine | Hymecromone | Hyperamine | Hyperhes
  | Hyperium | Hypnomidate | Hypnovel | Hypostamine | Hypromellose | Hyqvia | Hytacand | Hytrine | Hyzaar | Iasocholine
  | Ibacitabine | Ibrutinib | Ibufetum | Ibupradoll | Ibuprofene | Ibutop | Icatibant | Iclusig | Idarac | Idarubicine
  | Idebenone | Idelalisib | Ideolaxyl | Ideos | Idursulfase | Ifenprodil | Ifirmacombi | Ifirmasta | Ifosfamide | Ikaran
  | Ikorel | Ilaris | Ilomedine | Iloprost | =Iluvien | Imatinib | Imbruvica | Imeth | Imfinzi | Imidapril | Imiglucerase
  | Imigrane | Imiject | Imipramine | Imiquimod | Imizine | Immucyst | Immugrip | Imnovid | Imodium | Imodiumcaps
  | Imodiumduo | Imodiumlingual | Imonogas | Imoseptyl | Imovane | Implanon | Importal | Imraldi | Imukin | Imurel | Incivo
  | Increlex | Incruse | Indacaterol | Indapamide | Indiaral | Indinavir | Indobiotic | Indocid | Indocollyre | Indometacine
  | Indoramine | Inductos | Inegy | Inexium | Infanrix | Infanrixquinta | Infanrixtetra | Inflectra | Infliximab | Influvac
  | Infracyanine | Inhixa | Inipepsia | Inipomp | Inlyta | Innohep | Innovair | Inofer | Inomax | Inongan | Inorial
  | Inosine | Inotyol | Inovelon | Inspra | Instanyl | Instillagel | Insulatard | Insuline | Integrilin | Intelence
  | Intercron | Intercyton | Intetrix | Intralgis | Intralipide | Intrarosa | Introna | Invanz | Invirase | Iobitridol
  | Iodixanol | Iohexol | Iomeprol | Iomeron | Ionitan | Ionoven | Iopamidol | Iopamigita | Iopamiron | Iopidine | Iopromide
  | Ioversol | Iperten | Ipilimumab | Ipraalox | Iprafeine | Ipratropium | Iproniazide | Irbesartan | Iressa | Irinotecan
  | Irrisedermyl | Isentress | Isimig | Iskedyl | =Isobar | =Isocard | Isoconazole | Isoflurane | Isofundine | Isoniazide
  | Isoprenaline | Isoprinosine | Isoptine | Isorythm | Isothipendyl | Isotretinoine | Isovol | Isradipine | Istendo
  | Istopen | Isuprel | Itraconazole | Ivabradine | Ivacaftor | Ivelip | Ivemend | Ivermectine | Ivhebex | Ixiaro | Ixprim
  | Izalgi | Izeane | Izilox | Izinova | Jakavi | Jamylene | Janumet | Januvia | Jasminelle | Jasminellecontinu | Javlor
  | Jaydess | Jetrea | Jevtana | Jext | Jinarc | Jonctum | Josacine | Josamycine | Josir | Juluca | Justor | Kabiven
  | Kadcyla | Kaleorid | Kaletra | Kalinox | Kaloba | Kalydeco | Kaneuron | Kanjinti | Kanokad | Kaobrol | Kaologeais
  | Kaomuth | Kapanol | Karayal | Kardegic | Karnodyl | Kaskadil | Kayexalate | Keforal | Kelocyanor | Kendix | Kenzen
  | Kepivance | Keppra | Kerafilm | Kerlone | Kessar | Kestin | Kestinlyo | Ketamine | Ketek | Ketesse | Ketoconazole
  | Ketoderm | Ketoprofene | Ketorolac | Ketosteril | Ketotifene | Ketrel | Ketum | Kevzara | Keytruda | Kidrolase | Kigabeq
  | Kineret | Kinox | Kiovig | Kiravem | Kisqali | Kivexa | Kliogest | Kogenate | Kolbam | Komboglyze | Korec | Koretic
  | Kredex | Krenosin | Kryptoscan | Kuvan | Kyleena | Kymriah | Kyntheum | Kyprolis | Kytril | Labetalol | Lacidipine
  | Lacosamide | Lacrifluid | Lacrigel | Lacrinorm | Lacrypos | Lacryvisc | Lacteol | Lactinette | Lactitol | Lactulose
  | Lamaline | Lamictal | Lamiderm | Lamisil | Lamisilate | Lamisildermgel | Lamivudine | Lamotrigine | Lamprene | Lamzede
  | Lanadelumab | Landiolol | Langoran | Lanreotide | Lansoprazole | Lansoyl | Lantus | Lanvis | Lanzor | Lapatinib
  | Largactil | Lariam | Larmabak | Laronidase | Laroscorbine | Laroxyl | Lasilix | Lasix | Latanoprost | Laxamalt | Laxaron
  | Lectil | Ledaga | Lederfoline | Ledertrexate | Leflunomide | Legalon | Lemtrada | Lenalidomide | Lenia | Lenograstim
  | Lenoxe | Lepirudine | Leponex | Lepticur | Leptoprol | Lercan | Lercanidipine | Lercapress | Lescol | Letermovir
  | Letrozole | Leuproreline | Leustatine | Levact | Levetiracetam | Levidcen | Levitra | Levobunolol | Levobupivacaine
  | Levocabastine | Levocarnil | Levocarnitine | Levocetirizine | Levodopa | Levofloxacine | Levofree | Levomepromazine
  | Levonorgestrel | Levophta | Levosimendan | Levosolo | Levothyrox | Levothyroxine | Levotonine | Lexomil | Librax
  | Lidene | Lidocaine | Likozam | Lincocine | Lincomycine | Lindilane | Linezolide | Lioresal | Lipanor | Lipanthyl
  | Lipidem | Liporosa | Liposic | Lippiza | Liptruzet | Lipur | Liraglutide | Lisinopril | Lisuride | Lisvy | Litak
  | Lithioderm | Lithium | Livial | Locabiotal | Locacid | Localone | Locapred | Locatop | Loceryl | Locerylpro | Locoid
  | Lodales | Lodine | Lodoxamide | Lodoz | Logiflox | Logimax | Logirene | Logroton | Lojuxta | Lolistrel | Lomefloxacine
  | Lomexin | Lomitapide | Lomudal | Lomusol | Lomustine | Lonoten | Lonsurf | Loperamide | Loprazolam | Lopressor | Lopril
  | Loramyc | Loratadine | Lorazepam | Lormetazepam | Losartan | Lovapharm | Lovavulo | Lovenox | Loxapac | Loxapine | Loxen
  | Lubentyl | Lucentis | Ludeal | Ludiomil | Lumalia | Lumbalgine | Lumigan | Lumirelax | Lumirem | Lutathera | Lutenyl
  | Luteran | Lutrelef | Luveris | Lymecycline | Lymphoseek | Lynestrenol | Lynparza | Lyrica | Lysanxia | Lysocline
  | Lysodren | Lytos | Mabelio | Mabthera | Macrogol | Macugen | Madecassol | Magaldrate | Maginjectable | Magnegita
  | Magnespasmyl | Magnevist | Magnogene | Malarone | Malathion | Malocide | Manidipine | Mantadix | Maprotiline | Maraviroc
  | Marsilid | Matrifen | Maviret | Maxalt | Maxaltlyo | Maxidex | Maxidrol | Mebeverine | Mecasermine | Mecir | Meclozine
  | Medialipide | Mediatensyl | Medibronc | Medikinet | Mediveine | Medrogestone | Medrol | Medroxyprogesterone | Mefloquine
  | Megace | Megamag | Megamagnesia | Megestrol | Mekinist | Mektovi | Meladinine | Melatonine | Melaxib | Melaxose
  | Melodia | Meloxicam | Melphalan | Memantine | Menaelle | Mencevax | Meningitec | Meninvact | Menjugate | Menjugatekit
  | Menopur | Menveo | Mepacyl | Mephenesine | Mepivacaine | Mepolizumab | Meprobamate | Mepronizine | Mepsevii | Mequinol
  | Mequitazine | Mercalm | Mercaptamine | Mercaptopurine | Mercilon | Mercryl | Mercrylspray | Meronem | Meropenem
  | Meropeneme | Mesalazine | Mesna | Mesocaine | Mestacine | Mestinon | Metacycline | Metalyse | Metaspirine | Metastron
  | Meteospasmyl | Meteoxane | Metformine | Methadone | Methanolquinoleines | Methergin | Methocarbamol | Methotrexate
  | Methoxsalene | Methylergometrine | Methylphenidate | Methylprednisolone | Methysergide | Metipranolol | Metocalcium
  | Metoclopramide | Metoject | Metopimazine | Metopirone | Metoprolol | Metreleptine | Metrocol | Metronidazole | Metvixia
  | Metyrapone | Miacalcic | Mianserine | Mibitec | Micafungine | Micardis | Micardisplus | Miconazole | Micropakine
  | Micropaque | Microtrast | Microval | Midazolam | Midecamycine | Midodrine | Mifegyne | Mifepristone | Miffee | Miflasone
  | Miflonil | Miglitol | Miglustat | Migpriv | Migralgine | Mikelan | Mikicort | Milligynon | Milnacipran | Milrinone
  | Miltefosine | Miltex | Mimpara | Minalfene | Minerva | =Minesse | Minidiab | Minidril | Minipress | Minirin | Minirinmelt
  | Minocycline | Minolis | Minoxidil | Minulet | Miochole | Miorel | Miostat | Mirabegron | Mircera | Mirena | Mirtazapine
  | Mirvaso | Misolfa | Misoone | Misoprostol | Missilor | Mitomycine | Mitotane | Mitoxantrone | Mivacron | Mixtard
  | Mizocler | Mizolastine | Mizollen | Mobic | Moclamine | Moclobemide | Modafinil | Modamide | Modane | Modecate
  | Modigraf | Modiodal | Moditen | Modixis | Modopar | Moducren | Moduretic | Moexipril | Mogadon | Molsidomine
  | Mometasone | Monazol | Moneva | Monicor | Monoalgic | Monocrixo | Monoflocet | Monoketo | Mononine | Monoprost
  | Monosept | Monotramal | Monover | Monozeclar | Montelukast | Monuril | Mopral | Mopralpro | Morniflumate | Morphine
  | Moscontin | Mosil | Motilium | Motilyo | Moventig | Movicol | Moviprep | Movymia | Moxifloxacine | Moxisylyte
  | Moxonidine | Moxydar | Mozobil | Mucivital | Mucodrill | Mucofluid | Mucolytiques | Mucomyst | Mucoplexil | Mucothiol
  | Multaq | Multibic | Multicrom | Multihance | Multilarm | Muphoran | Mupiderm | Mupirocine | Mutagrip | Mutesa | Muxol
  | Mvasi | Myalepta | Myambutol | Mycamine | Mycoapaisyl | Mycodecyl | Mycohydralin | Mycolog | Mycoskin | Mycostatine
  | Mycoster | Mydrane | Mydriasert | Mydriaticum | Myfortic | Myleran | Myleugyne | Mylotarg | Mynocine | Myocet
  | Myolastan | Myoplege | Myoview | Myozyme | Mysoline | Mytelase | Naabak | Naaxia | Naaxiafree | Nabucox | Nabumetone
  | Nadolol | Nadroparine | Naemis | Nafareline | Naftazone | Naftidrofuryl | Naftilux | Naglazyme | Nalador | Nalbufine
  | Nalbuphine | Nalgesic | Nalmefene | Nalorex | Naloxegol | Naloxone | Nalscue | Naltrexone | Nanocis | Nanocoll
  | Naprosyne | Naproxene | Naramig | Naratriptan | Naravela | Narcan | Narcozep | Naropeine | Nasacort | Nasalide | Nasonex
  | Natalizumab | Natispray | Natrixam | Natulan | Nausicalm | Nautamine | Navelbine | Navoban | Nebcine | Nebido | Nebilox
  | Nebivolol | Necyrane | Nedocromil | Nefopam | Neisvac | Nelarabine | Nelmaubert | Neofordex | Neomycine | Neoral
  | Neorecormon | Neostigmine | Neosynephrine | Nepafenac | Nephromag | Nepressol | Nerisalic | Nerisone | Netdose
  | Netilmicine | Netromicine | Neulasta | Neuleptil | Neupogen | Neupro | Neuraceq | Neurobloc | Neurolite | Neurontin
  | Neurosthenol | Neutroses | Nevanac | Nevirapine | Nexavar | Nexen | Nexplanon | Niaprazine | Niaspan | Nicardipine
  | Nicergoline | Niclosamide | Nicobion | Nicogum | Nicopass | Nicopatchlib | Nicoprive | Nicorandil | Nicorette
  | Nicoretteskin | Nicorettespray | Nicotinamide | Nidrel | Nifedipine | Niflugel | Nifluril | Nifuroxazide | Nilevar
  | Nilotinib | Nilutamide | =Nimbex | Nimenrix | Nimesulide | Nimodipine | Nimotop | Nipent | Niquitin | Nirva | Nisis
  | Nisisco | Nitisinone | Nitrazepam | Nitrendipine | Nitriate | Nitrofurantoine | Nitronal | Nitronalspray
  | Nitroprussiate | Nivaquine | Nivestim | Nizatidine | Nizaxid | Nizoral | Nocertone | Noctamide | Noctran | Noctyl
  | Nodex | Nolvadex | Nomegestrol | Nonan | Nootropyl | Nopron | Noradrenaline | Norcuron | Nordaz | Nordazepam | Nordimet
  | Norepinephrine | Norethandrolone | Norethisterone | Norfloxacine | Norgalax | Norlevo | Normafibe | Normison | Normosang
  | Noroxine | Norprolac | Norset | Norvir | Notezine | Novantrone | Novatrex | Novoeight | Novofemme | Novomix | Novonorm
  | Novoptine | Novorapid | Novoseven | Noxafil | Noxap | Nozinan | Nplate | Nucala | Nuctalon | Nureflex | Nurofen
  | Nurofenfem | Nurofenflash | Nurofenplast | Nurofenpro | Nurofentabs | Nutramigen | Nutrilamine | Nutrivisc | Nutropinaq
  | Nutryelt | Nuvaring | Nuwiq | Nyogel | Nyolol | Nystatine | Obinutuzumab | Obizur | Ocrelizumab | Ocrevus | Ocriplasmine
  | Octafix | Octagam | Octalbine | Octanate | Octaplex | Octim | Octreoscan | Octreotide | Ocufen | Oddibil | Odomzo
  | Odrik | Oedien | Oesclim | Oestrodose | Oestrogel | Ofatumumab | Oflocet | Ofloxacine | Ogast | Ogastoro | Ogivri
  | Okimus | Olanzapine | Olaparib | Oligocure | Olmetec | Olmifon | Olodaterol | Olopatadine | Olsalazine | Olysio | Omacor
  | Omalizumab | Omegaven | Omeprazole | Omexel | Omezelis | Omnipaque | Omniscan | Omnitrope | Omoconazole | Oncaspar
  | Oncovin | Onctose | Ondansetron | Onezyp | Onglyza | Onivyde | Ontruzant | Onytec | Opalgyne | Opatanol | Opdivo
  | Ophtacalm | Ophtacalmfree | Ophtasiloxane | Ophtim | Opioidesetamol | Oprymea | Optaflu | Opticron | Optideso | Optidril
  | Optiject | Optikinzy | Optilova | Optimizette | Optinesse | Optiray | Optrex | Optruma | Oracefal | Oracilline | Oralair
  | Oramorph | Oraqix | Oravir | Orbenine | Ordipha | Orelox | Orencia | Orfadin | Orgalutran | Orgametril | Orgaran
  | Orkambi | Orlistat | Ormandyl | Ornidazole | Orobupr | Orocal | Orofluco | Oroken | Oromag | Oromone | Oroperidys
  | Orozamudol | Osaflexan | Oseltamivir | Osigraft | Osmogel | Ossopan | Osteocis | Ostepam | Ostram | Otezla | Otipax
  | Otofa | Otrasel | Otylol | Ovaleap | Ovitrelle | Oxaceprol | Oxacilline | Oxaliplatine | Oxazepam | Oxcarbazepine
  | Oxedrine | Oxeladine | Oxeol | Oxetorone | Oxiconazole | Oxitriptan | Oxomemazine | Oxprenolol | Oxsynia | Oxyboldine
  | Oxybuprocaine | Oxybutynine | Oxycodone | Oxycontin | Oxymetazoline | Oxynorm | Oxynormoro | Oxynox | Oxyplastine
  | Oxythyol | Oxytocine | Ozalin | Ozempic | Ozidia | Ozothine | Ozurdex | Pabal | Pabasun | Pacilia | Paclitaxel
  | Paclitaxelsandoz | Paderyl | Palifermin | Paliperidone | Palivizumab | Palonosetron | Paludrine | Pamidronate | Panadol
  | Pancrelase | Pancristole | Panfurex | Panfuryl | Panitumumab | Pannogel | Panobinostat | Panos | Panotile | Panoxyl
  | Panretin | Pansoral | Pantestone | Pantoprazole | Papclair | Paracetamol | Paralyoc | Paraminan | Parapsyllium
  | Paraterax | Parecoxib | Pargine | Pariet | Parkinane | Parlodel | Parodonmed | =Paroex | Paroxetine | Pasireotide
  | Passiflorine | Paxeladine | Pazopanib | Pecfent | Pedea | Pediazole | Peflacine | Pefloxacine | Pegaptanib
  | Pegaspargase | Pegasys | Pegfilgrastim | Pegvisomant | Pelgraz | Pelmeg | Pemetrexed | Penicillamine | Pentacarinat
  | Pentacis | Pentagastrine | Pentasa | Pentavac | Pentoflux | Pentostatine | Pentoxifylline | Pentoxyverine | Pepcidac
  | Pepdine | Pepsane | Peptavlon | Peracel | Perampanel | Percutafeine | Percutalgine | Perfalgan | Perfane | Pergolide
  | Pergotime | Pergoveris | Periactine | Periciazine | Peridys | Perikabiven | Perindopril | Peristaltine | Perjeta
  | Perleane | Permethrine | Permixon | Pernazene | Persantine | Pertuzumab | Pethidine | Pevaryl | Pevisone | Phaeva
  | Pharmatex | Pheburane | Phenergan | Phenobarbital | Phenothrine | Phenoxymethylpenicilline | Phenylbutazone
  | Phenylephrine | Phenytoine | Phlebocreme | Phlebosup | Phloroglucinol | Phocytan | Pholcodine | Phosphalugel
  | Phosphoneuros | Phosphosorb | Photofrin | Phoxilium | Physiogine | Physiomycine | Physioneal | Physiotens | Phytacis
  | Phytemag | Phytomenadione | Phytotux | Piascledine | Picato | Picloxydine | Picoprep | Pifeltro | Pilobloq | Pilosuryl
  | Pimethixene | Pimozide | Pinaverium | Pindolol | Pioglitazone | Pipamperone | Piperacilline | Pipobroman | Piportil
  | Pipotiazine | Piracetam | Piretanide | Pirfenidone | Piribedil | Pirilene | Piroxicam | Pitavastatine | Pivalone
  | Pivmecillinam | Pizotifene | Plaquenil | Plasmalyte | Plasmavolume | Plasmion | Plasmohes | Plastenan | Plavix
  | Plegisol | Plegridy | Plerixafor | Plitican | Plurexid | Pneumorel | Pneumovax | Podophyllotoxine | Polaramine | Polery
  | Polidocanol | Polydexa | Polygynax | Polysilane | Pomalidomide | Ponatinib | Ponstyl | Posaconazole | Potactasol
  | Potassium | Povidone | Pradaxa | Pralidoxime | Praluent | Pramipexole | Pramocaine | Prasterone | Prasugrel | Pravadual
  | Pravastatine | Praxilene | Praxinor | Prazepam | Prazinil | Praziquantel | Prazosine | Precyclan | Prednisolone
  | Prednisone | Predyl | Pregabaline | Preminor | Prenoxad | Prepacol | Prepulsid | Prestole | =Preterax | Preterval
  | Prevenar | Previscan | Prevymis | Prexidine | Prezista | Prialt | Priligy | Prilocaine | Primalan | Primene | Primidone
  | Primperan | Prinivil | Prinzide | Prioderm | =Priorix | Prismasol | Pristam | Pristinamycine | Pritor | Pritorplus
  | Privigen | Proallergodil | Probenecide | Procaine | Procarbazine | Procoralan | Proctolog | Procuta | Prodilantin
  | Prodinan | Profemigr | Profenid | Progestan | Progestogel | Progiron | Proglicem | Prograf | Proguanil | Progynova
  | Prohance | Proinuline | Prokinyl | Proleukin | Prolia | Promegestone | Promestriene | Promethazine | Prontadol
  | Prontalgine | Propafenone | Propecia | Propess | Propine | Propofol | Propranolol | Propylex | Propylthiouracile
  | Prospan | Prostigmine | Protamine | Protelos | Protexel | Prothiaden | Protireline | Protopic | Provames | Proxalyoc
  | Prozac | Prucalopride | Pseudoephedrine | Psylia | Pulmicort | Pulmobailly | Pulmocis | Pulmodexane | Pulmoserum
  | Pulmozyme | Puregon | Purinethol | Purivist | Pursennide | Pylera | Pyocefal | Pyorex | Pyostacine | Pyralvex | Pyrantel
  | Pyrazinamide | Pyreflor | Pyridostigmine | Pyrimethamine | Qiade | Qlaira | Quadramet | Quadrasa | Quasym | Questran
  | Quetiapine | Quietiline | Quinagolide | Quinapril | Quinimax | Quinisocaine | Quitaxon | Quotane | Qutenza | Qvarspray
  | Rabeprazole | Rabipur | Racecadotril | Ralopharm | Raloxifene | Raltegravir | Raltitrexed | Ramipril | Ranibizumab
  | Raniplex | Ranitidine | Rapamune | Rapibloc | Rapifen | Rapilysin | Rapiscan | Rasagiline | Rasburicase | Rasilez
  | Ratiograstim | Ravicti | Raxone | Reactine | Rebetol | Rebif | Recholan | Recivit | Rectogesic | Rectopanbiline
  | Rectoquotane | Refludan | Refresh | Regadenoson | Regorafenib | Relistor | Relpax | Remex | Remicade | Remifentanil
  | Reminyl | Remodulin | Removab | Remsima | Renagel | Renitec | Rennie | Rennieliquo | Renocis | Renvela | Reopro
  | Repaglinide | Reparil | Repatha | Repevax | Replagal | Requip | Rescueflow | Resikali | Resitune | Reslizumab | Resolor
  | Respilene | Restorvol | Retacnyl | Retacrit | Reteplase | Retigabine | Retinol | Retrovir | Revatio | Revaxis
  | Revestive | Revia | Revlimid | Revolade | Reyataz | Rheoflux | Rhinamide | Rhinathiol | Rhinedrine | Rhinocort
  | Rhinofluimucil | Rhinomaxil | Rhinotrophyl | Rhinureflex | Rhophylac | Rhumagrip | Riamet | Riastap | Ribavirine
  | Ribavox | Ribociclib | Rifabutine | Rifadine | Rifampicine | Rifamycine | Rifater | Rifaximine | Rifinah | Rilmenidine
  | Rilpivirine | Rilutek | Riluzole | Rimactan | Rimendia | Rimexolone | Rimifon | Ringer | Rinoclenil | Rinvoq | Riociguat
  | Riopan | Risedronate | Risordan | Risperdal | Risperdalconsta | Risperdaloro | Risperidone | Ritaline | Ritiometan
  | Ritonavir | Rituximab | Rivaroxaban | Rivastigmine | Rivotril | Rixathon | Rixubis | Rizatriptan | Roaccutane
  | Roactemra | Rocacedotril | Rocaltrol | Rocephine | Rocgel | Rockles | Rocuronium | Rodogyl | Rohypnol | Rolapitant
  | Romiplostim | Ropinirole | Ropivacaine | Rosiced | Rosuvastatine | Rotarix | Rotateq | Rotigotine | Rouvax | Rovalcyte
  | Rovamycine | Rowasa | Roxithromycine | Rozacreme | Rozagel | Rozex | Rubozinc | Rubraca | Rucaparib | Ruconest | Rudivax
  | Rufinamide | Rufol | Rulid | Rupatadine | Ruxolitinib | Rythmodan | Rythmol | Sabril | Sacolene | Safinamide | Saflutan
  | Saizen | Salagen | Salazopyrine | Salbumol | Salbutamol | Salicairine | Salmeterol | Salvacyl | Samsca | Sandimmun
  | Sandoglobuline | Sandostatine | Sanmigran | Santuril | Sapropterine | Saquinavir | Sargenor | Sarilumab | =Savarine
  | Savene | Sawis | Saxagliptine | Scandonest | Schoum | Scintimun | Scoburen | Scopolamine | Seasonique | Sebiprox
  | Sebivo | Secalip | Secnidazole | Secnol | Sectral | Secukinumab | Sedaspir | Sedermyl | Seglor | Selegiline | Selexid
  | Selexipag | Selgine | Selincro | Seloken | Selozok | Selsun | Selutrio | Senokot | Senophile | Septanest | Septeal
  | Septivon | Serecor | Sereprosta | Seresta | Seretide | Serevent | Sermion | Seroplex | Seropram | Sertaconazole
  | Sertraline | Setofilm | Sevelamer | Sevikar | Sevoflurane | Sevorane | Sevredol | Sibelium | Siccafluid | Sifrol
  | Signifor | Siklos | Sildenafil | Siligaz | Silkis | Silodosine | Silodyx | Siltuximab | Silymarine | Simbrinza
  | Simeprevir | Simponi | Simulect | Simvastatine | Sinemet | Singulair | Sintrom | Siroctid | Sirolimus | Sirturo
  | Sitagliptine | Sitavig | Skelid | Skenan | Skiacol | Skinoren | Slenyto | Smecta | Smectalia | Smofkabiven | Smoflipid
  | Sofosbuvir | Softacort | Solacy | Solian | Solifenacine | Soliris | Solispasm | Solmucol | Solubacter | Soludactone
  | Solumedrol | Solupred | Soluvit | Somatoreline | Somatostatine | Somatropine | Somatuline | Somavert | Sonidegib
  | Sonovue | Soolantra | Sophidone | Sophtal | Sorafenib | Soriatane | Sotalex | Sotalol | Sovaldi | Spagulax | Spanor
  | Spasfon | Spasmag | Spasmine | Spasmocalm | Speciafoldine | Spectinomycine | Spedifen | Spedra | Spifen | Spiramycine
  | Spiriva | Spiroctan | Spiroctazine | Spirolept | Spironolactone | Spironone | Splenocarbine | Sporanox | Sporiline
  | Spotof | Spravato | Spregal | Sprycel | Srilane | Stablon | Stagid | Stalevo | Stamaril | Stamicis | Stavudine
  | Stediril | Stelara | Steovess | Sterculia | Sterdex | Steridose | Sterillium | Sterlane | Sterogyl | Stilnox | Stimol
  | Stiripentol | Stivarga | Stomedine | Strefen | Strensiq | Strepsilspray | Streptase | Streptokinase | Streptomycine
  | Streptozocine | Stresam | Striadyne | Stribild | Stromectol | Structoflex | Structokabiven | Structum | Subcuvia
  | Suboxone | Subutex | Succicaptal | Succinimide | Sucralfate | Sudafed | Sufenta | Sufentanil | Sugammadex | Sulbutiamine
  | Sulfadiazine | Sulfamethizole | Sulfarlem | Sulfasalazine | Sulfuryl | Sulindac | Sulpiride | Sulprostone | Sumatriptan
  | Sunitinib | Suppliven | Suprane | Suprefact | Surbronc | Surfortan | Surgam | Surgestone | Surmontil | Sustiva | Sutent
  | Suvreza | Suxamethonium | Sycrest | Sylvant | Symbicort | Sympathyl | Synacthene | Synagis | Synarel | Syncortyl
  | Synedil | Synthol | Syntocinon | Tacalcitol | Tachosil | Tacrolimus | Tadalafil | Tadenan | Tadim | Tafamidis | Tafinlar
  | Tafluprost | Tagamet | Tahor | Takadol | Taketiam | Takhzyro | Takrozem | Talmanco | Taloxa | =Tamarine | Tamiflu | Tamik
  | Tamoxifene | Tamsulosine | Tanakan | Tanatril | Tanganil | Tanganilpro | Tarceva | Tardyferon | Tareg | Targocid
  | Targretin | Tarka | Tasigna | Tasmar | Tasonermine | Tavanic | Taxol | Taxotere | Tazarotene | Tazocilline | Tcaps
  | Teatrois | Tecentriq | Tecfidera | Tedralan | Teduglutide | Tegeline | Teglutik | Tegretol | Teicoplanine | Telaprevir
  | Telbivudine | Telebrix | Telfast | Telithromycine | Telmisartan | Telzir | Temazepam | =Temerit | Temeritduo | Temesta
  | Temgesic | Temodal | Temozolomide | Temsirolimus | Tenecteplase | Tenordate | Tenoretic | Tenormine | Tenoxicam
  | Tensionorme | Tenstaten | Teoula | Tepadina | Teralithe | Terazosine | Terbinafine | Terbutaline | Tercian | Tergynan
  | Teriflunomide | Teriparatide | Terlipressine | Terlomexin | Terpone | Tertatolol | Testopatch | Testosterone
  | Tetrabenazine | Tetracaine | Tetracosactide | Tetralysal | Tetrazepam | Tevagrastim | Teveten | Texodil | Thaissept
  | Theinol | Theophylline | Theostat | Theralene | Thiamazole | Thiamphenicol | Thiocolchicoside | Thiopental
  | Thiophenicol | Thiotepa | Thiovalone | Thymoglobuline | Thyrofix | Thyrogen | Thyrozol | Tiadenol | Tiadilon | Tiagabine
  | Tianeptine | Tiapridal | Tiapride | Tiberal | Tibolone | Ticagrelor | Ticarcilline | Ticarpen | Ticlid | Ticlopidine
  | Ticovac | Tienam | Tigecycline | Tilavist | Tilbroquinol | Tilcotil | Tildiem | Tillhepo | Timabak | Timacor | Timocomod
  | Timoferol | Timolol | Timoptol | Tinidazole | Tinzaparine | Tioconazole | Tioguanine | Tiorfan | Tiorfanor | Tiorfast
  | Tipranavir | Tiratricol | Tirofiban | Tisseel | Titanoral | Titanoreine | Tivicay | Tixocortol | Tixtar | Tobrabact
  | Tobradex | Tobramycine | Tobrex | Tocilizumab | Tocofersolan | Tocolion | Tocopa | Tocopherol | Toctino | Tofacitinib
  | Tofranil | Tolcapone | Tolexine | Tolnaftate | Tolterodine | Tolucombi | Tolura | Tolvaptan | Tomudex | Tonicalcium
  | Tonilax | Topaal | Topalgic | =Topex | Topfena | Topiramate | Topiscab | Toplexil | Topotecan | Topotecane | Toprec
  | Toremifene | Torental | Torisel | Toujeo | Toviaz | Toxicarb | Trabectedine | Tracitrans | Tracleer | Tracrium
  | Tractocile | Tracutil | Tramadol | Trametinib | Tramisal | Trandate | Trandolapril | Tranquital | Transacalm
  | Transilane | Transipeg | Transipeglib | Transitol | Transulose | Transvercid | Tranxene | Trasicor | Trastuzumab
  | Trasylol | Travatan | Travoprost | Trazimera | Tredemine | Tremfya | Trentadil | Treprostinil | Tresiba | Tretinoine
  | Trevicta | Triacefan | Triafemi | Triatec | Tricilest | Triclabendazole | Tridesonit | Triella | Trientine | Trifarotene
  | Triflucan | Trifluridine | Trihexy | Trihexyphenidyl | Trileptal | Trimbow | Trimebutine | Trimetazidine | Trimethoprime
  | Trimipramine | Trinipatch | Trinordiol | Triplixam | Triptoreline | Trisenox | Trisequens | Tritoqualine | Triumeq
  | Trivastal | Triveram | Trizivir | Trobalt | Trobicine | Trolamine | Trolise | Trolovol | Trombovar | Tronothane
  | Tropatepine | Trophicreme | Trophigil | Trophires | Tropicamide | Tropisetron | Trospipharm | Trospium | Trosyd
  | Troxerutine | Trulicity | Trusopt | Truvada | Tsoludose | Tuaminoheptane | Tubertest | Tussidane | Tussipax | Tussisedal
  | Tuxium | Twicor | Twinrix | Twynsta | Tyavax | Tygacil | Typherix | Tysabri | Tyverb | Ucedane | Ulcar | Ulipristal
  | Ultiva | Ultraproct | Ultravist | Umatrope | Umuline | Unicordium | Uniflox | Unifluid | Unilarm | Unipexil
  | Upadacitinib | Upfen | Uptravi | Urapidil | Urbanyl | Uridoz | =Urion | Urispas | Urofollitrophine | Urokinase
  | Uromitexan | Urorec | Urosiphon | Ursolvan | Ustekinumab | Uteplex | Utrogestan | Uvedose | Vablys | Vaborem | Vadilex
  | Valaciclovir | Valdoxan | Valganciclovir | Valium | Valpromide | Valsartan | Vaminolact | Vancomycine | Vandetanib
  | Vanilone | Vaniqa | Vaqta | Vardenafil | Varenicline | Varilrix | Varivax | Varnoline | Varuby | Vascocitrol | Vasobral
  | Vastarel | Vasten | Vaxelis | Vaxigrip | Vaxigriptetra | Vectarion | Vectibix | Vectrine | Vecuronium | Vedolizumab
  | Vedrop | Vegetoserum | Veinamitol | Veinobiase | Veinostase | Veinotonyl | Velbe | Velcade | Veletri | Veliten
  | Velmetia | Velphoro | Vemurafenib | Venaclar | Venirene | Venlafaxine | Venofer | Ventavis | Ventoline | Vepeside
  | Verapamil | Veratran | Vercyte | Verrufilm | Verrupan | Versatis | Verteporfin | Verzenios | Vesanoid | Vesicare | Vexol
  | Veyvondi | Vfend | Viagra | Vialebex | Vibramycine | Vibraveineuse | Vibtil | Vicks | Victan | Victoza | Victrelis
  | Vidaza | =Videx | Vidora | Vigabatrin | Vildagliptine | Vimizim | Vimpat | Vinblastine | Vinburnine | Vincristine
  | Vindesine | Vinflunine | Vinorelbine | Vintene | Viperfav | Viraferonpeg | Viramune | Viread | Virgan | Virlix
  | Virophta | Visanne | Visceralgine | Visiodose | Visipaque | Viskaldix | Visken | Vismodegib | Vistabel | Vistide
  | Visudyne | Vitabact | Vitalipide | Vitalogink | Vitaros | Vitarutine | Vitascorbol | Vitathion | Vivaglobin | Vivelledot
  | Vizarsin | Vocadys | Vogalene | Vogalib | Volibris | Voltaflex | Voltarenactigo | Voltarendolo | Voltarene
  | Voltarenophta | Voltarenophtabak | Voluven | Voncento | Voriconazole | Vortioxetine | Vosevi | Votrient | Votubia
  | Vpriv | Vyndaqel | Vytorin | Vyxeos | Warfarine | Wellvone | Wilfactin | Wilstart | Wilzin | Wystamm | Wytens | Xadago
  | Xagrid | Xalacom | Xalatan | Xalkori | Xaluprine | Xamiol | Xanax | Xanthium | Xarelto | Xatral | Xelevia | Xeljanz
  | Xeloda | Xenazine | Xenetix | Xenical | Xenid | Xeomin | Xeplion | Xeroquel | Xgeva | Xigduo | Ximepeg | Xofigo | Xogel
  | Xolaam | Xolair | Xtandi | Xybilun | Xylocaine | Xylocard | Xylocontact | Xylonor | Xylorolland | Xyrem | Xyzall
  | Ydralbum | Yellox | Yervoy | Yescarta | Yocoral | Yondelis | Ysomega | Ytracis | Zaditen | Zalasta | Zaldiar | Zalerg
  | Zalergonium | Zallyre | Zaltrap | Zalviso | Zamudol | Zanextra | Zanidip | Zanosar | Zaprilis | Zarontin | Zarzio
  | Zavedos | Zavesca | Zebinix | Zeclar | Zeffix | Zejula | Zelboraf | Zelitrex | Zentel | Zerit | Zestoretic | Zestril
  | Zevalin | Ziacaine | Ziagel | Ziagen | Ziconotide | Zidovudine | Ziextenzo | Zimino | Zindacline | Zinforo | Zinnat
  | Zinplava | Zirabev | Zithromax | Zocor | Zoely | Zofenil | Zofenilduo | Zofenopril | Zofora | Zoladex | Zolmitriptan
  | Zoloft | Zolpidem | Zoltum | Zomacton | Zometa | Zomig | Zomigoro | Zondar | Zonegran | Zonisamide | Zophren | Zopiclone
  | Zorac | Zoryon | Zostavax | Zovirax | Zoxan | Zuclopenthixol | Zumalgic | Zutectra | Zyban | Zydelig | Zykadia | Zyloric
  | Zymad | Zymaduo | Zymafluor | Zypadhera | Zyprexa | Zyrtec | Zyrtecset | Zytiga | Zyvoxid

= doseunit : mg | g | µg | mcg | ml | ui | gouttes | cp | comprimés? | gélules? | sachets? | patchs? | unités | l
= dosing : (<n> | 4O | 1O | 2O | 5O | 6O | 8O) (@doseunit)? ((/ | par) (j | jour))? | LP (<n> (@doseunit)?)? | <n> / <n>

% HEALTH 0.85
(@drugname | <drug>) (@dosing)?
