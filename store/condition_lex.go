package store

import (
	"strings"
	"unicode/utf8"
)

// token is a kind of token; brackets and commas are themselves.
type token byte

const (
	tokenEnd token = iota
	tokenWord
	tokenQuoted   // a name in double quotes
	tokenText     // in single quotes
	tokenNumber   // with its sign
	tokenOperator // a Comparison
)

// lexer reads CQL2 text token by token: is and value are the one at hand.
type lexer struct {
	text  string
	at    int // behind the token at hand
	start int // where it begins
	is    token
	value string
}

const filterSpace = " \t\r\n\f\v"

// next moves to the next token.
func (l *lexer) next() error {
	for l.at < len(l.text) && strings.IndexByte(filterSpace, l.text[l.at]) >= 0 {
		l.at++
	}
	l.start, l.value = l.at, ""
	if l.at == len(l.text) {
		l.is = tokenEnd
		return nil
	}
	switch c := l.text[l.at]; {
	case c == '(' || c == ')' || c == ',':
		l.is, l.at = token(c), l.at+1
		return nil
	case c == '\'':
		return l.quoted(tokenText)
	case c == '"':
		return l.quoted(tokenQuoted)
	case c == '=' || c == '<' || c == '>':
		l.operator()
		return nil
	case isDigit(c) || c == '.' || (c == '-' || c == '+') && l.at+1 < len(l.text) && (isDigit(l.text[l.at+1]) || l.text[l.at+1] == '.'):
		return l.number()
	case isLetter(c):
		n := l.at
		for n < len(l.text) && (isLetter(l.text[n]) || isDigit(l.text[n])) {
			n++
		}
		l.is, l.value, l.at = tokenWord, l.text[l.at:n], n
		return nil
	case strings.IndexByte("+-*/%^", c) >= 0:
		return l.refuse(CodeNotSupported, "there is no arithmetic")
	}
	return l.refuse(CodeMalformed, "this character has no meaning here")
}

func isLetter(c byte) bool { return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }

// quoted reads to the same quote again; doubled, or behind a backslash in text,
// it stands for itself.
func (l *lexer) quoted(is token) error {
	quote := l.text[l.at]
	var b strings.Builder
	for i := l.at + 1; i < len(l.text); i++ {
		c := l.text[i]
		next := byte(0)
		if i+1 < len(l.text) {
			next = l.text[i+1]
		}
		switch {
		case c == quote && next == quote, c == '\\' && next == '\'' && is == tokenText:
			i++
			b.WriteByte(next)
		case c == quote:
			l.is, l.value, l.at = is, b.String(), i+1
			if !utf8.ValidString(l.value) {
				return l.refuse(CodeInvalidUTF8, "the text is no UTF-8")
			}
			return nil
		default:
			b.WriteByte(c)
		}
	}
	return l.refuse(CodeMalformed, "a quote is not closed")
}

func (l *lexer) operator() {
	n := 1
	if two := l.text[l.at:min(l.at+2, len(l.text))]; two == "<>" || two == "<=" || two == ">=" {
		n = 2
	}
	l.is, l.value = tokenOperator, l.text[l.at:l.at+n]
	l.at += n
}

func (l *lexer) number() error {
	n := l.at + 1
	for n < len(l.text) {
		c, before := l.text[n], l.text[n-1]
		if !isDigit(c) && c != '.' && c|0x20 != 'e' && !((c == '+' || c == '-') && before|0x20 == 'e') {
			break
		}
		n++
	}
	l.is, l.value, l.at = tokenNumber, l.text[l.at:n], n
	return nil
}

// word is the word at hand in upper case; empty if it is none.
func (l *lexer) word() string {
	if l.is != tokenWord {
		return ""
	}
	return strings.ToUpper(l.value)
}

func (l *lexer) isWord(word string) bool {
	return l.is == tokenWord && strings.EqualFold(l.value, word)
}

// expect takes the mark at hand and moves on.
func (l *lexer) expect(mark byte) error {
	if l.is != token(mark) {
		return l.unexpected(string(rune(mark)))
	}
	return l.next()
}

// bracketed takes the word at hand and what stands in brackets behind it, which
// it returns with them, and moves on.
func (l *lexer) bracketed() (string, error) {
	if err := l.next(); err != nil {
		return "", err
	}
	if l.is != '(' {
		return "", l.unexpected("(")
	}
	open := 0
	for i := l.start; i < len(l.text); i++ {
		switch l.text[i] {
		case '(':
			open++
		case ')':
			open--
		}
		if open == 0 {
			inner := l.text[l.start : i+1]
			l.at = i + 1
			return inner, l.next()
		}
	}
	return "", l.refuse(CodeMalformed, "a bracket is not closed")
}

func (l *lexer) unexpected(wanted string) error {
	return l.refuse(CodeMalformed, wanted+" is expected here")
}

func (l *lexer) refuse(code, reason string) error { return &FilterError{l.start, code, reason} }
