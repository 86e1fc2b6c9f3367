// Package lang says which language a BCP 47 tag is of, and how well somebody knows one.
//
// Everything that asks whether a person speaks the language of a round, a room or a seat compares by Base: who speaks
// "zh-Hant-TW" speaks the language of a room in "zh". Languages that share a macrolanguage stay apart: "yue" is not
// "zh". The package parses no tags; what it is given is canonical already.
//
// Its functions are pure and keep nothing.
package lang
