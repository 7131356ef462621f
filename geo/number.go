package geo

import "strconv"

// numberLen returns the length of the JSON number that s begins with, or 0. The one grammar serves GeoJSON, WKT and
// boxes: no hexadecimals, underscores, plus signs, NaN or Inf.
func numberLen[T ~string | ~[]byte](s T) int {
	i := 0
	if i < len(s) && s[i] == '-' {
		i++
	}
	whole := digits(s, i)
	if whole == i || s[i] == '0' && whole > i+1 {
		return 0
	}
	i = whole
	if i < len(s) && s[i] == '.' {
		fraction := digits(s, i+1)
		if fraction == i+1 {
			return 0
		}
		i = fraction
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		i++
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		exponent := digits(s, i)
		if exponent == i {
			return 0
		}
		i = exponent
	}
	return i
}

// digits returns the end of the run of digits that begins at i.
func digits[T ~string | ~[]byte](s T, i int) int {
	for i < len(s) && s[i]-'0' <= 9 {
		i++
	}
	return i
}

// number reads the number that s begins with and says how long it is; the length is 0 where there is none.
func number[T ~string | ~[]byte](s T) (float64, int, error) {
	n := numberLen(s)
	if n == 0 {
		return 0, 0, refuse(CodePosition)
	}
	v, err := strconv.ParseFloat(string(s[:n]), 64)
	if err != nil {
		return 0, n, refuse(CodeNotFinite)
	}
	return v, n, nil
}
