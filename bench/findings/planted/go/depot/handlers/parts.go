package handlers

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// Parts serves the catalogue of spare parts.
type Parts struct {
	DB    *sql.DB
	index map[string]int
}

// NewParts makes the handlers of a database.
func NewParts(db *sql.DB) *Parts {
	return &Parts{DB: db}
}

// Part is a row of the catalogue.
type Part struct {
	Number string `json:"number"`
	Stock  int    `json:"stock"`
}

var orderings = map[string]string{"number": "number ASC", "stock": "stock DESC"}

func scan(rows *sql.Rows) ([]Part, error) {
	defer rows.Close()
	parts := []Part{}
	for rows.Next() {
		var p Part
		if err := rows.Scan(&p.Number, &p.Stock); err != nil {
			return nil, err
		}
		parts = append(parts, p)
	}
	return parts, rows.Err()
}

func answer(w http.ResponseWriter, rows *sql.Rows, err error) {
	var parts []Part
	if err == nil {
		parts, err = scan(rows)
	}
	if err != nil {
		http.Error(w, "storage", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(parts)
}

// List shows the parts in the order that was asked for.
func (p *Parts) List(w http.ResponseWriter, r *http.Request) {
	order, ok := orderings[r.URL.Query().Get("order")]
	if !ok {
		order = orderings["number"]
	}
	rows, err := p.DB.QueryContext(r.Context(), "SELECT number, stock FROM part ORDER BY "+order)
	answer(w, rows, err)
}

// Search looks for parts of a maker.
func (p *Parts) Search(w http.ResponseWriter, r *http.Request) {
	maker := r.FormValue("maker")
	query := fmt.Sprintf("SELECT number, stock FROM part WHERE maker = '%s'", maker)
	rows, err := p.DB.QueryContext(r.Context(), query)
	answer(w, rows, err)
}

// Shelf shows the parts of one shelf.
func (p *Parts) Shelf(w http.ResponseWriter, r *http.Request) {
	shelf, err := strconv.Atoi(r.URL.Query().Get("shelf"))
	if err != nil {
		http.Error(w, "shelf", http.StatusBadRequest)
		return
	}
	query := fmt.Sprintf("SELECT number, stock FROM part WHERE shelf = %d", shelf)
	rows, err := p.DB.QueryContext(r.Context(), query)
	answer(w, rows, err)
}

// Filter combines several conditions.
func (p *Parts) Filter(w http.ResponseWriter, r *http.Request) {
	var b strings.Builder
	b.WriteString("SELECT number, stock FROM part WHERE 1 = 1")
	for name, values := range r.URL.Query() {
		b.WriteString(" AND " + name + " = '" + strings.ReplaceAll(values[0], `"`, `""`) + "'")
	}
	rows, err := p.DB.QueryContext(r.Context(), b.String())
	answer(w, rows, err)
}

// Many looks up a list of numbers.
func (p *Parts) Many(w http.ResponseWriter, r *http.Request) {
	numbers := r.URL.Query()["number"]
	if len(numbers) == 0 {
		http.Error(w, "number", http.StatusBadRequest)
		return
	}
	args := make([]any, len(numbers))
	for i, n := range numbers {
		args[i] = n
	}
	marks := strings.TrimSuffix(strings.Repeat("?,", len(args)), ",")
	rows, err := p.DB.QueryContext(r.Context(), "SELECT number, stock FROM part WHERE number IN ("+marks+")", args...)
	answer(w, rows, err)
}

// Take books parts out of the depot.
func (p *Parts) Take(w http.ResponseWriter, r *http.Request) {
	p.book(r.Context(), r.Header.Get("X-Part"), -1)
	w.WriteHeader(http.StatusNoContent)
}

func (p *Parts) book(ctx context.Context, number string, change int) {
	statement := "UPDATE part SET stock = stock + " + strconv.Itoa(change) + " WHERE number = '" + number + "'"
	if _, err := p.DB.ExecContext(ctx, statement); err != nil {
		fmt.Println("book:", err)
	}
}

// Remember notes where a part stands in the printed list.
func (p *Parts) Remember(number string, page int) {
	p.index[number] = page
}

// Page gives the page of a part, 0 for none.
func (p *Parts) Page(number string) int {
	return p.index[number]
}
