package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/gofiber/fiber/v2"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"github.com/labstack/echo/v4"
	"gorm.io/gorm"
)

type Store struct {
	db   *sql.DB
	x    *sqlx.DB
	pool *pgxpool.Pool
	g    *gorm.DB
}

func (s *Store) ByName(ctx context.Context, name string) (*User, error) {
	q := fmt.Sprintf("SELECT id, name FROM users WHERE name = '%s'", name)
	// ruleid: go-sql-injection
	row := s.db.QueryRowContext(ctx, q)
	var u User
	return &u, row.Scan(&u.ID, &u.Name)
}

func (s *Store) Sorted(c *gin.Context) {
	order := c.DefaultQuery("sort", "name")
	var users []User
	// ruleid: go-sql-injection
	s.g.Order(order).Find(&users)
	c.JSON(200, users)
}

func (s *Store) SortedRaw(c echo.Context) error {
	sort := c.QueryParam("sort")
	// ruleid: go-sql-injection
	rows, err := s.x.Queryx("SELECT * FROM items ORDER BY " + sort)
	if err != nil {
		return err
	}
	defer rows.Close()
	return nil
}

func (s *Store) Filter(w http.ResponseWriter, r *http.Request) {
	var conds []string
	for _, id := range r.URL.Query()["id"] {
		conds = append(conds, "id = '"+id+"'")
	}
	query := "SELECT * FROM t WHERE " + strings.Join(conds, " OR ")
	// ruleid: go-sql-injection
	rows, err := s.db.Query(query)
	if err != nil {
		http.Error(w, "x", 500)
		return
	}
	defer rows.Close()
}

func (s *Store) Build(w http.ResponseWriter, r *http.Request) {
	var sb strings.Builder
	sb.WriteString("SELECT * FROM t WHERE 1=1")
	if v := r.FormValue("city"); v != "" {
		sb.WriteString(" AND city = '" + v + "'")
	}
	// ruleid: go-bug-not-closed, go-sql-injection
	rows, err := s.db.QueryContext(r.Context(), sb.String())
	_ = rows
	_ = err
}

func (s *Store) Pgx(w http.ResponseWriter, r *http.Request) {
	id := chi.URLParam(r, "id")
	// ruleid: go-sql-injection
	_, err := s.pool.Exec(r.Context(), "DELETE FROM sessions WHERE id = '"+id+"'")
	if err != nil {
		http.Error(w, "x", 500)
	}
}

func (s *Store) Fiber(c *fiber.Ctx) error {
	table := c.Params("table")
	var n int
	// ruleid: go-sql-injection
	err := s.x.Get(&n, fmt.Sprintf("SELECT count(*) FROM %s", table))
	return err
}

func (s *Store) GormWhere(c *fiber.Ctx) error {
	var us []User
	// ruleid: go-sql-injection
	s.g.Where("email = '" + c.Query("email") + "'").First(&us)
	// ruleid: go-sql-injection
	s.g.Raw(fmt.Sprintf("SELECT * FROM users WHERE id=%s", c.Query("id"))).Scan(&us)
	return c.JSON(us)
}

func (s *Store) Append(ctx context.Context, f Filter) error {
	q := `SELECT id FROM jobs WHERE state = 'open'`
	if f.Owner != "" {
		q += " AND owner = '" + f.Owner + "'"
	}
	// ruleid: go-bug-not-closed, go-sql-injection
	rows, err := s.db.QueryContext(ctx, q)
	_ = rows
	return err
}

func (s *Store) Json(w http.ResponseWriter, r *http.Request) {
	var req struct{ Name string }
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
		return
	}
	tx, _ := s.db.Begin()
	// ruleid: go-sql-injection, go-bug-ignored-write
	tx.Exec("UPDATE u SET seen = 1 WHERE name = '" + req.Name + "'")
	// ruleid: go-bug-ignored-error
	tx.Commit()
}

func (s *Store) Prep(r *http.Request) {
	// ruleid: go-sql-injection
	stmt, err := s.db.Prepare("SELECT a FROM b WHERE c = " + r.PostFormValue("c"))
	_ = stmt
	_ = err
}

func (s *Store) Ok1(ctx context.Context, name string) {
	q := "SELECT id FROM users WHERE name = $1"
	// ok: go-sql-injection
	s.db.QueryRowContext(ctx, q, name)
}

var columns = map[string]string{"name": "name", "date": "created_at"}

func (s *Store) Ok2(w http.ResponseWriter, r *http.Request) {
	// ok: go-sql-injection
	col, ok := columns[r.URL.Query().Get("sort")]
	if !ok {
		http.Error(w, "bad", 400)
		return
	}
	// ruleid: go-bug-not-closed
	// ok: go-sql-injection
	rows, err := s.db.Query("SELECT * FROM t ORDER BY " + col)
	_ = rows
	_ = err
}

func (s *Store) Ok3(w http.ResponseWriter, r *http.Request) {
	// ok: go-sql-injection
	n, err := strconv.Atoi(r.URL.Query().Get("limit"))
	if err != nil {
		return
	}
	// ok: go-sql-injection
	s.db.Query(fmt.Sprintf("SELECT * FROM t LIMIT %d", n))
}

const table = "items"

func (s *Store) Ok4(ids []int64) {
	marks := strings.Repeat("?,", len(ids)-1) + "?"
	q := fmt.Sprintf("SELECT * FROM %s WHERE id IN (%s)", table, marks)
	args := make([]any, len(ids))
	// ok: go-sql-injection
	s.db.Query(q, args...)
}

func (s *Store) Ok5(c *gin.Context) {
	var us []User
	// ok: go-sql-injection
	s.g.Where("email = ?", c.Query("email")).Order("name").Find(&us)
	dir := "ASC"
	// ok: go-sql-injection
	if c.Query("dir") == "desc" {
		dir = "DESC"
	}
	// ok: go-sql-injection
	s.g.Raw("SELECT * FROM users ORDER BY name " + dir).Scan(&us)
}

func (s *Store) Ok6(c *gin.Context) {
	// ok: go-sql-injection
	sort := c.Query("sort")
	switch sort {
	case "name", "age":
	default:
		c.AbortWithStatus(400)
		return
	}
	// ok: go-sql-injection
	s.db.Query("SELECT * FROM users ORDER BY " + sort)
}

func (s *Store) Ok7(ctx context.Context, f Filter) error {
	var where []string
	var args []any
	if f.Owner != "" {
		args = append(args, f.Owner)
		where = append(where, fmt.Sprintf("owner = $%d", len(args)))
	}
	q := "SELECT id FROM jobs"
	if len(where) > 0 {
		q += " WHERE " + strings.Join(where, " AND ")
	}
	// ok: go-sql-injection
	_, err := s.db.QueryContext(ctx, q, args...)
	return err
}

func (s *Store) Ok8(w http.ResponseWriter, r *http.Request) {
	// ok: go-sql-injection
	v := r.URL.Query().Get("q")
	http.Get("https://api.example.com/?q=" + url.QueryEscape(v))
	cache.Get("user:" + v)
	// ok: go-sql-injection
	client.Query("x" + v)
}
