package geo

import "fmt"

// The geographic systems in well-known text (OGC 01-009), as GDAL writes them.
const (
	wktETRS89 = `GEOGCS["ETRS89",DATUM["European_Terrestrial_Reference_System_1989",` +
		`SPHEROID["GRS 1980",6378137,298.257222101,AUTHORITY["EPSG","7019"]],AUTHORITY["EPSG","6258"]],` +
		wktDegrees + `,AUTHORITY["EPSG","4258"]]`
	wktWGS84 = `GEOGCS["WGS 84",DATUM["WGS_1984",` +
		`SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],` +
		wktDegrees + `,AUTHORITY["EPSG","4326"]]`
	wktDegrees = `PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]]`
	wktMetres  = `UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH]`
)

// WKT is c in well-known text (OGC 01-009), with its code, for files that must say it in full.
func (c CRS) WKT() string {
	switch {
	case c.epsg == 0:
		return wktWGS84
	case c.epsg == epsgMercator:
		return `PROJCS["` + c.Name() + `",` + wktWGS84 + `,PROJECTION["Mercator_1SP"],PARAMETER["central_meridian",0],` +
			`PARAMETER["scale_factor",1],PARAMETER["false_easting",0],PARAMETER["false_northing",0],` + wktMetres + `,` +
			`EXTENSION["PROJ4","+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m ` +
			`+nadgrids=@null +wktext +no_defs"],AUTHORITY["EPSG","3857"]]`
	}
	north := 0
	if c.south {
		north = southOrigin
	}
	return fmt.Sprintf(`PROJCS["%s",%s,PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],`+
		`PARAMETER["central_meridian",%g],PARAMETER["scale_factor",%g],PARAMETER["false_easting",%d],`+
		`PARAMETER["false_northing",%d],%s,AUTHORITY["EPSG","%d"]]`,
		c.Name(), c.datum().wkt, c.meridian(), scaleFactor, eastOrigin, north, wktMetres, c.epsg)
}
