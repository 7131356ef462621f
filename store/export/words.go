package export

import "kvarter/store"

// said is a text in the languages that Kvarter speaks by itself; where an area
// speaks another, English stands in.
func said(nb, nn, en string) store.Text { return store.Text{"nb": nb, "nn": nn, "en": en} }

// fallback is the language of words that an area's own language lacks.
const fallback = "en"

// fieldWords name and explain every column, in the files that explain themselves.
var fieldWords = map[string]struct{ label, about store.Text }{
	"id":     {said("ID", "ID", "ID"), said("Svarets egen kode. Den endrer seg aldri.", "Svaret sin eigen kode. Han endrar seg aldri.", "The answer's own code. It never changes.")},
	"lon":    {said("Lengdegrad", "Lengdegrad", "Longitude"), said("Lengdegrad i WGS 84, for punkter.", "Lengdegrad i WGS 84, for punkt.", "Longitude in WGS 84, of points.")},
	"lat":    {said("Breddegrad", "Breiddegrad", "Latitude"), said("Breddegrad i WGS 84, for punkter.", "Breiddegrad i WGS 84, for punkt.", "Latitude in WGS 84, of points.")},
	"wkt":    {said("Geometri (WKT)", "Geometri (WKT)", "Geometry (WKT)"), said("Punkt, linje eller flate i WGS 84, lengde før bredde.", "Punkt, linje eller flate i WGS 84, lengd før breidd.", "Point, line or area in WGS 84, longitude before latitude.")},
	"x":      {said("Øst", "Aust", "Easting"), said("Østkoordinat i meter, for punkter.", "Austkoordinat i meter, for punkt.", "Easting in metres, of points.")},
	"y":      {said("Nord", "Nord", "Northing"), said("Nordkoordinat i meter, for punkter.", "Nordkoordinat i meter, for punkt.", "Northing in metres, of points.")},
	"xy_wkt": {said("Geometri i meter (WKT)", "Geometri i meter (WKT)", "Geometry in metres (WKT)"), said("Punkt, linje eller flate i meter, øst før nord.", "Punkt, linje eller flate i meter, aust før nord.", "Point, line or area in metres, easting before northing.")},

	"kind":        {said("Slag", "Slag", "Kind"), said("Hva slags svar det er.", "Kva slags svar det er.", "What the answer is.")},
	"prompt":      {said("Spørsmål", "Spørsmål", "Prompt"), said("Spørsmålet som er besvart.", "Spørsmålet som er svart på.", "The question that was answered.")},
	"place":       {said("Navngitt sted", "Namngjeven stad", "Named place"), said("Stedet som ble valgt fra listen.", "Staden som vart vald frå lista.", "The place that was chosen from the list.")},
	"place_text":  {said("Sted i ord", "Stad i ord", "Place in words"), said("Stedet slik den som svarte, beskrev det.", "Staden slik den som svarte, skildra han.", "The place as the author described it.")},
	"title":       {said("Tittel", "Tittel", "Title"), said("Tittelen på en historie.", "Tittelen på ei historie.", "The title of a story.")},
	"text":        {said("Tekst", "Tekst", "Text"), said("Svaret på hvorfor, eller historien.", "Svaret på kvifor, eller historia.", "The answer to why, or the story.")},
	"wish":        {said("Ønske", "Ønske", "Wish"), said("Hva som bør skje her.", "Kva som bør skje her.", "What should happen here.")},
	"theme":       {said("Tema", "Tema", "Theme"), said("Temaet for en historie.", "Temaet for ei historie.", "The theme of a story.")},
	"period_from": {said("Tid fra", "Tid frå", "Time from"), said("Når det begynte: år, måned eller dag; ~ betyr omtrent.", "Når det byrja: år, månad eller dag; ~ tyder omtrent.", "When it began: a year, month or day; ~ means about.")},
	"period_to":   {said("Tid til", "Tid til", "Time to"), said("Når det tok slutt: år, måned eller dag; ~ betyr omtrent.", "Når det tok slutt: år, månad eller dag; ~ tyder omtrent.", "When it ended: a year, month or day; ~ means about.")},
	"byline":      {said("Navn", "Namn", "Byline"), said("Navnet forfatteren vil ha ved historien.", "Namnet forfattaren vil ha ved historia.", "The name its author wants beside the story.")},
	"lang":        {said("Språk", "Språk", "Language"), said("Språkkode (BCP 47); und betyr ukjent.", "Språkkode (BCP 47); und tyder ukjend.", "Language tag (BCP 47); und means unknown.")},
	"method":      {said("Metode", "Metode", "Method"), said("Metoden det er svart etter.", "Metoden det er svart etter.", "The method it was answered by.")},
	"wave":        {said("Måling", "Måling", "Wave"), said("Måleperioden svaret hører til.", "Måleperioden svaret høyrer til.", "The measuring period it belongs to.")},
	"created_at":  {said("Laget", "Laga", "Created"), said("Når svaret ble gitt, i UTC; offentlig bare dagen.", "Når svaret vart gjeve, i UTC; offentleg berre dagen.", "When it was made, in UTC; for the public the day alone.")},
	"agreements":  {said("Enige", "Samde", "Agreements"), said("Hvor mange som har sagt seg enige.", "Kor mange som har sagt seg samde.", "How many agree with it.")},

	"share":           {said("Deling", "Deling", "Sharing"), said("Hva forfatteren tillater.", "Kva forfattaren tillèt.", "What the author allows.")},
	"consent_lang":    {said("Samtykkets språk", "Språket til samtykket", "Consent's language"), said("Språket samtykket til navn ble lest på.", "Språket samtykket til namn vart lese på.", "The language in which consent to a name was read.")},
	"consent_at":      {said("Samtykket gitt", "Samtykket gjeve", "Consent given"), said("Når det ble samtykket til navn, i UTC.", "Når det vart samtykt til namn, i UTC.", "When consent to a name was given, in UTC.")},
	"located_by":      {said("Stedfestet ved", "Stadfesta ved", "Located by"), said("Hvordan stedet ble funnet.", "Korleis staden vart funnen.", "How the place was found.")},
	"outside_area":    {said("Utenfor området", "Utanfor området", "Outside the area"), said("Om noe av det ligger utenfor områdets grense.", "Om noko av det ligg utanfor grensa til området.", "Whether some of it lies outside the area's boundary.")},
	"channel":         {said("Kanal", "Kanal", "Channel"), said("Hvordan svaret nådde programmet.", "Korleis svaret nådde programmet.", "How it reached the programme.")},
	"status":          {said("Status", "Status", "Status"), said("Gjennomgangen samlet: venter om noe venter, ellers publisert om noe er det, ellers skjult.", "Gjennomgangen samla: ventar om noko ventar, elles publisert om noko er det, elles skjult.", "The review summed up: pending if a part waits, else published if one is, else hidden.")},
	"review_geometry": {said("Gjennomgang av sted", "Gjennomgang av stad", "Review of the place"), said("Om stedet er gjennomgått; tomt uten sted.", "Om staden er gjennomgått; tomt utan stad.", "The review of where it is; empty without a place.")},
	"review_words":    {said("Gjennomgang av ord", "Gjennomgang av ord", "Review of the words"), said("Om ordene er gjennomgått; tomt uten ord.", "Om orda er gjennomgått; tomt utan ord.", "The review of its words; empty without any.")},
	"review_byline":   {said("Gjennomgang av navn", "Gjennomgang av namn", "Review of the byline"), said("Om navnet er gjennomgått; tomt uten navn.", "Om namnet er gjennomgått; tomt utan namn.", "The review of the byline; empty without one.")},
	"hidden_reason":   {said("Skjult fordi", "Skjult fordi", "Hidden because"), said("Hvorfor noe av det er skjult.", "Kvifor noko av det er skjult.", "Why some of it is hidden.")},
	"workshop":        {said("Verksted", "Verkstad", "Workshop"), said("Koden til samlingen det kom fra.", "Koden til samlinga det kom frå.", "The code of the gathering it came from.")},
	"round":           {said("Runde", "Runde", "Round"), said("Runden i samlingen.", "Runden i samlinga.", "The round of the gathering.")},
	"updated_at":      {said("Endret", "Endra", "Updated"), said("Når svaret sist ble endret, i UTC.", "Når svaret sist vart endra, i UTC.", "When it was last changed, in UTC.")},

	"person":      {said("Person", "Person", "Person"), said("Et tilfeldig tall for hver deltaker i en måling; tell disse for å telle folk.", "Eit tilfeldig tal for kvar deltakar i ei måling; tel desse for å telje folk.", "A random number for each participant of a wave; count these to count people.")},
	"people":      {said("Antall folk", "Tal på folk", "Head count"), said("Hvor mange som står bak et svar uten deltaker.", "Kor mange som står bak eit svar utan deltakar.", "How many stand behind an answer without a participant.")},
	"on_behalf":   {said("På vegne av", "På vegner av", "On behalf"), said("Om en medarbeider skrev det ned for noen.", "Om ein medarbeidar skreiv det ned for nokon.", "Whether staff wrote it down for somebody.")},
	"source":      {said("Kilde", "Kjelde", "Source"), said("Tomt for svar; ellers hvor det kom fra.", "Tomt for svar; elles kvar det kom frå.", "Empty for answers; else where it came from.")},
	"hold":        {said("Holdt tilbake", "Halde tilbake", "Held back"), said("Hvorfor bare medarbeidere ser det; tomt om det ikke holdes tilbake.", "Kvifor berre medarbeidarar ser det; tomt om det ikkje blir halde tilbake.", "Why only staff see it; empty if it is not held back.")},
	"late":        {said("For sent", "For seint", "Late"), said("Om det kom etter at runden var lukket.", "Om det kom etter at runden var lukka.", "Whether it came after its round was closed.")},
	"received_at": {said("Mottatt", "Motteke", "Received"), said("Når serveren fikk svaret, i UTC.", "Når tenaren fekk svaret, i UTC.", "When the server got it, in UTC.")},
}

// codeWords are the meanings of codes in closed sets, by column.
var codeWords = map[string]map[string]store.Text{
	"kind": {
		"mark": said("Merke", "Merke", "Mark"), "story": said("Historie", "Historie", "Story"), "note": said("Notat", "Notat", "Note"),
	},
	// Not of a column, but of the queue of reviews, which the log tells of.
	"flag": {
		"reported": said("Meldt av noen", "Meldt av nokon", "Reported"), "asked": said("Spurt en kollega", "Spurt ein kollega", "Colleague asked"),
		"concern": said("Bekymring", "Uro", "Concern"), "name": said("Navn", "Namn", "Name"), "phone": said("Telefon", "Telefon", "Phone"),
		"email": said("E-post", "E-post", "E-mail"), "address": said("Adresse", "Adresse", "Address"),
		"national_id": said("Fødselsnummer", "Fødselsnummer", "National identity number"),
	},
	"share": {
		"named": said("Med navn", "Med namn", "With a name"), "anonymous": said("Uten navn", "Utan namn", "Without a name"),
		"programme": said("Bare for programmet", "Berre for programmet", "Only for the programme"),
	},
	"located_by": {
		"map": said("Kartet", "Kartet", "The map"), "gps": said("Telefonens posisjon", "Posisjonen til telefonen", "The phone's position"),
		"list": said("Listen over steder", "Lista over stader", "The list of places"), "address": said("Adresse", "Adresse", "An address"),
		"staff": said("Medarbeider", "Medarbeidar", "Staff"), "paper": said("Papir", "Papir", "Paper"), "import": said("Importert", "Importert", "Import"),
	},
	"channel": {
		"web": said("Nett", "Nett", "Web"), "live": said("Fellesmøte", "Fellesmøte", "Live session"), "table": said("Bord", "Bord", "Table"),
		"paper": said("Papir", "Papir", "Paper"), "walk": said("Vandring", "Vandring", "Walk"), "interview": said("Intervju", "Intervju", "Interview"),
		"class": said("Skoleklasse", "Skuleklasse", "School class"),
	},
	"status": reviewWords, "review_geometry": reviewWords, "review_words": reviewWords, "review_byline": reviewWords,
	"hidden_reason": {
		"spam": said("Søppel", "Søppel", "Spam"), "test": said("Prøve", "Prøve", "Test"), "duplicate": said("Dublett", "Dublett", "Duplicate"),
		"personal_data": said("Personopplysninger", "Personopplysingar", "Personal data"), "offensive": said("Støtende", "Støytande", "Offensive"),
		"off_topic": said("Utenfor tema", "Utanfor tema", "Off topic"), "other": said("Annet", "Anna", "Other"),
	},
	"source": {"demo": said("Oppdiktet", "Oppdikta", "Synthetic"), "import": said("Importert", "Importert", "Import")},
}

var reviewWords = map[string]store.Text{
	"pending": said("Venter", "Ventar", "Pending"), "published": said("Publisert", "Publisert", "Published"), "hidden": said("Skjult", "Skjult", "Hidden"),
}
