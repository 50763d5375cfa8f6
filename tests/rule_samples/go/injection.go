package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"os/exec"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
)

const userColumns = "id, name"

var sortColumns = map[string]string{"name": "u.name", "age": "u.age"}

func (s *Server) listUsers(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("name")
	q := "SELECT id FROM users WHERE name = '" + name + "'"
	// ruleid: go-sql-injection, go-bug-not-closed
	rows, err := s.db.Query(q)
	// ok: go-sql-injection
	rows, err = s.db.Query("SELECT id FROM users WHERE name = $1", name)
	id, err := strconv.Atoi(r.FormValue("id"))
	// ok: go-sql-injection
	s.db.QueryRowContext(r.Context(), fmt.Sprintf("SELECT id FROM users WHERE id = %d", id))
	// ok: go-sql-injection
	s.db.Query("SELECT " + userColumns + " FROM users")
	// ok: go-sql-injection
	s.db.Query("SELECT id FROM users ORDER BY " + sortColumns[r.FormValue("sort")])
	column, known := sortColumns[r.URL.Query().Get("sort")]
	if !known {
		return
	}
	// ok: go-sql-injection
	s.db.QueryContext(r.Context(), "SELECT id FROM users ORDER BY "+column)

	var req struct{ Email string }
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
		return
	}
	// ruleid: go-sql-injection
	if _, err := s.db.ExecContext(r.Context(), fmt.Sprintf("DELETE FROM users WHERE email = '%s'", req.Email)); err != nil {
		return
	}
	var b strings.Builder
	b.WriteString("SELECT id FROM users WHERE 1=1")
	b.WriteString(" AND city = '" + r.FormValue("city") + "'")
	// ruleid: go-sql-injection
	s.db.Query(b.String())
	order := r.URL.Query().Get("order")
	switch order {
	case "asc", "desc":
	default:
		order = "asc"
	}
	// ok: go-sql-injection
	s.db.Query("SELECT id FROM users ORDER BY name " + order)
	dir := r.URL.Query().Get("dir")
	if dir != "asc" && dir != "desc" {
		dir = "asc"
	}
	// ok: go-sql-injection
	s.db.Query("SELECT id FROM users ORDER BY name " + dir)
	limit := r.URL.Query().Get("limit")
	query := "SELECT id FROM users"
	if limit != "" {
		query += " LIMIT " + limit
	}
	// ruleid: go-sql-injection
	s.db.Query(query)
}

func search(c *gin.Context) {
	// ruleid: go-sql-injection
	db.Where("name LIKE '%" + c.Query("q") + "%'").Find(&users)
	// ok: go-sql-injection
	db.Where("name LIKE ?", "%"+c.Query("q")+"%").Find(&users)
	// ok: go-sql-injection
	db.Where(&User{Name: c.Query("name")}).First(&user)
	// ruleid: go-sql-injection
	db.Model(&User{}).Order(c.DefaultQuery("sort", "name")).Find(&users)
	// ruleid: go-sql-injection
	db.First(&user, c.Param("id"))
	// ok: go-sql-injection
	db.First(&user, "id = ?", c.Param("id"))
	var form struct{ Table string }
	if err := c.ShouldBindJSON(&form); err != nil {
		return
	}
	// ruleid: go-sql-injection
	db.Raw(fmt.Sprintf("SELECT count(*) FROM %s", form.Table)).Scan(&n)
}

func (s *Store) FindByName(ctx context.Context, name, city string) (*sql.Row, error) {
	q := fmt.Sprintf("SELECT id FROM users WHERE name = '%s'", name)
	// ruleid: go-sql-injection
	row := s.db.QueryRowContext(ctx, q)
	q2 := "SELECT id FROM users"
	q2 += " WHERE city = '" + city + "'"
	// ruleid: go-sql-injection
	s.db.QueryContext(ctx, q2)
	return row, nil
}

func (s *Store) count(table, query string) {
	// ok: go-sql-injection
	s.db.QueryRow(query)
	// ok: go-sql-injection
	s.db.QueryRow("SELECT count(*) FROM " + table)
}

func ping(w http.ResponseWriter, r *http.Request) {
	host := r.FormValue("host")
	// ruleid: go-shell-injection
	out, err := exec.Command("sh", "-c", "ping -c 1 "+host).CombinedOutput()
	// ok: go-shell-injection
	out, err = exec.Command("ping", "-c", "1", host).CombinedOutput()
	// ok: go-shell-injection
	exec.Command("sh", "-c", "ping -c 1 "+shellescape.Quote(host))
	tool := r.FormValue("tool")
	// ruleid: go-shell-injection
	exec.CommandContext(r.Context(), tool, "-v")
	switch tool {
	case "git", "hg":
		// ok: go-shell-injection
		exec.Command(tool, "status")
	}
	// ok: go-shell-injection
	exec.Command("sh", "-c", "uptime")
}

func archive(dir string) error {
	cmd := fmt.Sprintf("tar czf /tmp/out.tgz %s", dir)
	// ruleid: go-shell-injection-built
	return exec.Command("/bin/bash", "-c", cmd).Run()
}

func hook(command string) error {
	// ok: go-shell-injection
	// ruleid: go-shell-injection-line
	return exec.Command("/bin/sh", "-c", command).Run()
}

func remote(session *ssh.Session, r *http.Request) {
	// ruleid: go-shell-injection
	session.Run("ls " + r.URL.Query().Get("dir"))
	// ok: go-shell-injection
	session.Run("ls /srv")
}

func directory(w http.ResponseWriter, r *http.Request) {
	user := r.FormValue("user")
	filter := "(uid=" + user + ")"
	// ruleid: go-ldap-injection
	req := ldap.NewSearchRequest(base, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0, false, filter, nil, nil)
	safe := fmt.Sprintf("(uid=%s)", ldap.EscapeFilter(user))
	// ok: go-ldap-injection
	req = ldap.NewSearchRequest(base, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0, false, safe, nil, nil)
	// ok: go-ldap-injection
	req = ldap.NewSearchRequest(base, ldap.ScopeWholeSubtree, 0, 0, 0, false, "(objectClass=*)", nil, nil)
	// ruleid: go-xpath-injection
	n := xmlquery.FindOne(doc, "//user[@name='"+user+"']")
	// ok: go-xpath-injection
	n = xmlquery.FindOne(doc, "//user[@name='admin']")
	id, _ := strconv.Atoi(r.FormValue("id"))
	// ok: go-xpath-injection
	n = xmlquery.FindOne(doc, fmt.Sprintf("//user[%d]", id))
}

func lookup(conn *ldap.Conn, uid string) {
	// ruleid: go-ldap-injection-built
	ldap.NewSearchRequest(base, ldap.ScopeWholeSubtree, 0, 0, 0, false, fmt.Sprintf("(uid=%s)", uid), nil, nil)
}

func title(doc *xmlquery.Node, isbn string) {
	// ruleid: go-xpath-injection-built
	expr, err := xpath.Compile(fmt.Sprintf("//book[isbn='%s']/title", isbn))
}
