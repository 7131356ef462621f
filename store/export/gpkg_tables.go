package export

import (
	"cmp"
	"fmt"
	"strings"

	"kvarter/geo"
)

// gpkgTables are the tables that GeoPackage prescribes, with the three systems
// that stand in every one. %s is WGS 84 in well-known text.
const gpkgTables = `
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT
);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system');
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
);
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents (table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
);
CREATE TABLE gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
);
INSERT INTO gpkg_extensions VALUES
  ('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec130/#extension_schema', 'read-write'),
  ('gpkg_data_column_constraints', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec130/#extension_schema', 'read-write');
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT,
  constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name)
);
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN,
  max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value)
);
CREATE TABLE dictionary (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  "column" TEXT, type TEXT, label TEXT, about TEXT, code TEXT, meaning TEXT
);
CREATE TABLE about (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, name TEXT, value TEXT);
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
  f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
  owner TEXT(30), ui TEXT(30), update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
);`

// sqlTypes are the column types of GeoPackage.
var sqlTypes = map[kind]string{text: "TEXT", number: "INTEGER", truth: "BOOLEAN", moment: "DATETIME", day: "DATE"}

// begin makes everything that does not depend on the contributions.
func (g *geoPackage) begin() error {
	if err := g.db.run(gpkgTables); err != nil {
		return err
	}
	if err := g.systems(); err != nil {
		return err
	}
	for _, l := range g.layers {
		if err := g.layer(l); err != nil {
			return err
		}
	}
	if err := g.constraints(); err != nil {
		return err
	}
	return g.explanations()
}

func (g *geoPackage) systems() error {
	systems := []geo.CRS{{}}
	if !g.o.CRS.IsWGS84() {
		systems = append(systems, g.o.CRS)
	}
	for _, c := range systems {
		err := g.db.exec("INSERT INTO gpkg_spatial_ref_sys VALUES (?1, ?2, 'EPSG', ?2, ?3, NULL)", c.Name(), int64(c.EPSG()), c.WKT())
		if err != nil {
			return err
		}
	}
	return nil
}

// layer makes a layer's table with what GeoPackage wants to know of it.
func (g *geoPackage) layer(l *layer) error {
	l.columns = []string{"fid"}
	columns := []string{"fid INTEGER PRIMARY KEY NOT NULL"}
	if l.geometry != "" {
		l.columns = append(l.columns, geomColumn)
		columns = append(columns, geomColumn+" "+l.geometry)
	}
	for _, c := range g.columns {
		name := fmt.Sprintf("%q", c.name)
		l.columns = append(l.columns, name)
		columns = append(columns, name+" "+sqlTypes[c.kind])
	}
	sql := "CREATE TABLE " + l.name + " (" + strings.Join(columns, ", ") + ")"
	if err := g.db.run(sql); err != nil {
		return err
	}
	if err := g.content(l.name, g.o.say(l.label), l.geometry != ""); err != nil {
		return err
	}
	if l.geometry != "" {
		err := g.db.exec("INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)", l.name, geomColumn, l.geometry, int64(g.o.CRS.EPSG()))
		if err != nil {
			return err
		}
		err = g.db.exec("INSERT INTO gpkg_extensions VALUES (?, ?, 'gpkg_rtree_index', "+
			"'http://www.geopackage.org/spec130/#extension_rtree', 'write-only')", l.name, geomColumn)
		if err != nil {
			return err
		}
	}
	for _, c := range g.columns {
		var constraint any
		if len(g.o.Codes(c.name)) > 0 {
			constraint = c.name
		}
		err := g.db.exec("INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, NULL, ?)",
			l.name, c.name, g.o.Label(c.name), g.o.Label(c.name), g.o.About(c.name), constraint)
		if err != nil {
			return err
		}
	}
	return nil
}

// content lists a table. Its description says what the file holds.
func (g *geoPackage) content(table, label string, isLayer bool) error {
	var words []string
	for _, s := range g.o.InWords() {
		words = append(words, s.Name+": "+s.Value)
	}
	kind, system := "attributes", any(nil)
	if isLayer {
		kind, system = "features", int64(g.o.CRS.EPSG())
	}
	name := cmp.Or(g.o.say(g.o.Area.Name), g.o.Area.Slug) + ": " + label
	return g.db.exec("INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id) VALUES (?, ?, ?, ?, ?, ?)",
		table, kind, name, strings.Join(words, "\n"), moments(g.o.Now.UnixMicro()), system)
}

// constraints are the codes' meanings.
func (g *geoPackage) constraints() error {
	for _, c := range g.columns {
		for _, code := range g.o.Codes(c.name) {
			err := g.db.exec("INSERT INTO gpkg_data_column_constraints VALUES (?, 'enum', ?, NULL, NULL, NULL, NULL, ?)",
				c.name, code.Value, code.Meaning)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// explanations are the tables for people: dictionary, about, styles.
func (g *geoPackage) explanations() error {
	for _, t := range []struct{ table, label string }{
		{dictionaryTable, g.o.say(said("Ordbok", "Ordbok", "Data dictionary"))},
		{aboutTable, g.o.say(said("Om filen", "Om fila", "About the file"))},
		{stylesTable, g.o.say(said("Stiler", "Stilar", "Styles"))},
	} {
		if err := g.content(t.table, t.label, false); err != nil {
			return err
		}
	}
	for _, e := range g.o.dictionary(g.columns) {
		err := g.db.exec(`INSERT INTO dictionary ("column", type, label, about, code, meaning) VALUES (?, ?, ?, ?, ?, ?)`,
			e.column, orNil(e.typ), orNil(e.label), orNil(e.about), orNil(e.code), orNil(e.meaning))
		if err != nil {
			return err
		}
	}
	for _, s := range g.o.InWords() {
		if err := g.db.exec("INSERT INTO about (name, value) VALUES (?, ?)", s.Name, s.Value); err != nil {
			return err
		}
	}
	return g.styles()
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// treeTriggers keep a layer's R*Tree right when others change the layer, as
// GeoPackage prescribes them; their functions are the other program's.
func treeTriggers(l *layer) string {
	put := `INSERT OR REPLACE INTO "{r}" VALUES (NEW.fid, ST_MinX(NEW.{g}), ST_MaxX(NEW.{g}), ST_MinY(NEW.{g}), ST_MaxY(NEW.{g}));`
	sql := strings.ReplaceAll(triggers, "{put}", put)
	return strings.NewReplacer("{t}", l.name, "{r}", treeOf(l), "{g}", geomColumn).Replace(sql)
}

const triggers = `
CREATE TRIGGER "{r}_insert" AFTER INSERT ON {t} WHEN (NEW.{g} NOTNULL AND NOT ST_IsEmpty(NEW.{g})) BEGIN {put} END;
CREATE TRIGGER "{r}_update1" AFTER UPDATE OF {g} ON {t} WHEN OLD.fid = NEW.fid AND (NEW.{g} NOTNULL AND NOT ST_IsEmpty(NEW.{g}))
  BEGIN {put} END;
CREATE TRIGGER "{r}_update2" AFTER UPDATE OF {g} ON {t} WHEN OLD.fid = NEW.fid AND (NEW.{g} ISNULL OR ST_IsEmpty(NEW.{g}))
  BEGIN DELETE FROM "{r}" WHERE id = OLD.fid; END;
CREATE TRIGGER "{r}_update3" AFTER UPDATE ON {t} WHEN OLD.fid != NEW.fid AND (NEW.{g} NOTNULL AND NOT ST_IsEmpty(NEW.{g}))
  BEGIN DELETE FROM "{r}" WHERE id = OLD.fid; {put} END;
CREATE TRIGGER "{r}_update4" AFTER UPDATE ON {t} WHEN OLD.fid != NEW.fid AND (NEW.{g} ISNULL OR ST_IsEmpty(NEW.{g}))
  BEGIN DELETE FROM "{r}" WHERE id IN (OLD.fid, NEW.fid); END;
CREATE TRIGGER "{r}_delete" AFTER DELETE ON {t} WHEN OLD.{g} NOTNULL BEGIN DELETE FROM "{r}" WHERE id = OLD.fid; END;`
