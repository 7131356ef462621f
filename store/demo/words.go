package demo

import "kvarter/store"

// byLang is what may be said, by language: "nb" and "en" in every table.
type byLang[T any] map[string][]T

// in is a table in a language.
func in[T any](t byLang[T], lang string) []T {
	if lang == "nb" {
		return t["nb"]
	}
	return t["en"]
}

// why is what people say to a prompt: its own words if it is one of Torstrand's,
// else words that fit its polarity.
func why(p *store.Prompt, lang string) []string {
	if t, known := byPrompt[p.Key]; known {
		return in(t, lang)
	}
	return in(byPolarity[p.Polarity], lang)
}

var byPolarity = map[store.Polarity]byLang[string]{
	store.Positive: {
		"nb": {"Her er det godt å være.", "Det er alltid noen å hilse på her.", "Rolig og fint, også om kvelden.", "Her kommer både unge og gamle."},
		"en": {"It is good to be here.", "There is always somebody to say hello to.", "Quiet and pleasant, also at night.", "Both young and old come here."},
	},
	store.Neutral: {
		"nb": {"Jeg går forbi her nesten hver dag.", "Dette legger alle merke til.", "Slik har det vært så lenge jeg husker."},
		"en": {"I pass here almost every day.", "Everybody notices this.", "It has been like this as long as I remember."},
	},
	store.Negative: {
		"nb": {"Det føles utrygt, særlig når det er mørkt.", "Her burde noe vært gjort for lenge siden.", "Trafikken går for fort.", "Vi har sagt fra flere ganger."},
		"en": {"It feels unsafe, above all in the dark.", "Something should have been done long ago.", "Traffic is too fast here.", "We have reported it several times.", "I take another way because of this.", "Worst in the morning, when children walk to school."},
	},
}

var byPrompt = map[string]byLang[string]{
	"meeting_place": {
		"nb": {"Benkene i sola. Her blir det alltid en prat.", "Vi møtes her etter skolen.", "Foreldrene står igjen og snakker når ungene leker.", "Kaffe på torsdager, alle kan komme.", "Naboene samles her om sommeren."},
		"en": {"The benches in the sun. There is always a chat.", "We meet here after school.", "Parents stay and talk while the children play.", "The neighbours gather here in summer."},
	},
	"characteristic": {
		"nb": {"De gamle trehusene tett i tett.", "Lyden av ferga når den legger til.", "Blandingen av industri og hager.", "Jernbanen deler bydelen i to.", "Lukta av fjord og tjære."},
		"en": {"The old wooden houses close together.", "The sound of the ferry coming in.", "The mix of industry and gardens.", "The railway cuts the district in two."},
	},
	"show_visitors": {
		"nb": {"Utsikten over fjorden herfra er den beste i byen.", "Turen langs elva ned til vannet.", "Her ser man hele historien på ett sted.", "Jeg tar alltid med besøk hit."},
		"en": {"The view over the fjord from here is the best in town.", "The walk along the river down to the water.", "You see the whole history in one place.", "I always take guests here."},
	},
	"community": {
		"nb": {"Dugnaden om våren, da kommer alle.", "På kamp heier vi sammen.", "Her spør folk hvordan det går.", "17. mai-frokosten i gata."},
		"en": {"The clean-up day in spring, when everybody comes.", "At matches we cheer together.", "People ask how you are doing here.", "The street breakfast on 17 May."},
	},
	"great_value": {
		"nb": {"Det siste grønne stedet her nede.", "Barna mine lærte å sykle her.", "Uten dette ville bydelen vært en annen.", "Trærne er eldre enn oss alle."},
		"en": {"The last green place down here.", "My children learned to ride a bike here.", "Without it the district would be another one.", "The trees are older than all of us."},
	},
	"most_liked": {
		"nb": {"Stranda en tidlig morgen, helt stille.", "Kveldssola ligger lenge her.", "Rent, fint og aldri for mange folk.", "Her kan hunden løpe fritt."},
		"en": {"The beach early in the morning, all quiet.", "The evening sun stays long here.", "Clean, pretty and never too many people.", "The dog can run here."},
	},
	"least_liked": {
		"nb": {"Undergangen er mørk og lukter. Jeg går omvei.", "Bilene kjører altfor fort.", "Mye søppel, særlig i helgene.", "Ingen steder å sitte, bare asfalt.", "Skummelt når lyset er borte."},
		"en": {"The underpass is dark and smells. I walk round it.", "Cars drive far too fast.", "A lot of litter, above all at weekends.", "Nowhere to sit, only asphalt.", "Scary when the light is out."},
	},
	"most_time": {
		"nb": {"Går tur med hunden morgen og kveld.", "Her trener vi.", "Lekeplassen, nesten hver dag.", "Venter på bussen og snakker med folk."},
		"en": {"I walk the dog here morning and evening.", "This is where we train.", "The playground, almost every day.", "Waiting for the bus and talking to people."},
	},
	"attached": {
		"nb": {"Bestefar arbeidet her hele livet.", "Jeg vokste opp like ved.", "Her traff jeg mannen min.", "Jeg gikk på skole her."},
		"en": {"My grandfather worked here all his life.", "I grew up close by.", "This is where I met my husband.", "I went to school here."},
	},
	"others_view": {
		"nb": {"At det er slitt her, men de har ikke vært her på lenge.", "De tror vi bare har fabrikker og ferge.", "Mange vet ikke hvor fint det er ved vannet.", "At vi holder sammen."},
		"en": {"That it is worn down, but they have not been here for long.", "They think we only have factories and a ferry.", "Many do not know how fine it is by the water.", "That we stick together."},
	},
	"missing": {
		"nb": {"Et sted å være for ungdom når det regner.", "En kafé med vanlige priser.", "Flere benker og lys langs stien.", "Trygg vei over jernbanen.", "Badeplass med stupetårn."},
		"en": {"Somewhere for young people when it rains.", "A café at ordinary prices.", "More benches and light along the path.", "A safe way across the railway.", "A bathing place with a diving tower."},
	},
}

var more = byLang[string]{
	"nb": {"Det mener flere av naboene også.", "Ta vare på det.", "Best om sommeren.", "Det har blitt bedre de siste årene.", "Jeg håper noen leser dette."},
	"en": {"Several neighbours think so too.", "Take care of it.", "Best in summer.", "It has got better lately.", "I hope somebody reads this."},
}

var wishes = byLang[string]{
	"nb": {"Flere benker og et bord.", "Lys på stien hele natta.", "Fartsdump, eller steng for biler.", "Plant noen trær.", "La barna bestemme hva som skal stå her.", "La det være som det er."},
	"en": {"More benches and a table.", "Light on the path all night.", "A speed bump, or close it to cars.", "Plant some trees.", "Let the children decide what goes here.", "Leave it as it is."},
}

var placesInWords = byLang[string]{
	"nb": {"benken ved den gamle fabrikken", "bakken bak skolen", "der stien møter elva", "hjørnet ved butikken"},
	"en": {"the bench by the old factory", "the hill behind the school", "where the path meets the river", "the corner by the shop"},
}

var names = byLang[string]{
	"nb": {"Åse", "Kåre", "Mona og Tor", "Ingebjørg, 82"},
	"en": {"Anna", "Sam", "A neighbour"},
}

// tale is a story.
type tale struct{ title, text, from, to string }

var tales = byLang[tale]{
	"nb": {
		{"Fløyta klokka sju", "Da fabrikken var i gang, visste alle hva klokka var. Fløyta gikk klokka sju, og da sto mor allerede i porten.\n\nVi unger løp ned med matpakka når hun hadde glemt den.", "1960~", "1969~"},
		{"Da elva gikk over", "Vannet sto opp på trappa. Naboen rodde rundt og hentet folk, og etterpå vasket hele gata sammen i en uke.", "1987", "1987"},
		{"Den første ferga", "Jeg fikk lov til å stå på kaia og vinke. Det luktet diesel og nye billetter, og jeg bestemte meg for å bli kaptein.", "1974~", ""},
		{"Sankthans på stranda", "Alle hadde med seg noe å brenne og noe å spise. Det var alltid en som spilte trekkspill, og ingen ville hjem.", "1980", "1995"},
	},
	"en": {
		{"The whistle at seven", "When the factory ran, everybody knew the time. The whistle went at seven, and mother was already at the gate.", "1960", "1969"},
		{"When the water rose", "It stood up on the stairs. The neighbour rowed round and fetched people, and afterwards the whole street cleaned together for a week.", "1987", "1987"},
		{"New here", "I knew nobody. The first week somebody rang the bell with a cake, and asked whether we played football.", "2015", ""},
	},
}
