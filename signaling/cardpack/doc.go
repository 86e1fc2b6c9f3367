// Package cardpack reads packs of conversation cards from JSON.
//
// A pack is {"id", "title", "level", "cards"}, a card {"id", "text", "level"}; title and text are objects from language
// tag to words. A document has one reading only: what strict refuses, keys that are not known and packs that fail
// cards.Check are errors, which name the file, the card and the fault. Packs come with the program or from its operator,
// and a server does not start with one that is wrong.
package cardpack
