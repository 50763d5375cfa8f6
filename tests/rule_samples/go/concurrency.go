package sample

func (b *Board) tally(items []Item) {
	for _, it := range items {
		go func(it Item) {
			// ruleid: go-bug-count-in-goroutine
			b.seen++
			b.mark(it)
		}(it)
	}
}

func sizes(paths []string) int64 {
	total := int64(0)
	sums := make(map[string]int64)
	var group errgroup.Group
	for _, p := range paths {
		group.Go(func() error {
			// ruleid: go-bug-count-in-goroutine
			total += measure(p)
			// ruleid: go-bug-count-in-goroutine
			sums[p] = measure(p)
			return nil
		})
	}
	group.Wait()
	return total
}

func (b *Board) guarded(items []Item) {
	for _, it := range items {
		go func(it Item) {
			b.mu.Lock()
			defer b.mu.Unlock()
			// ok: go-bug-count-in-goroutine
			b.seen++
		}(it)
		// ok: go-bug-count-in-goroutine
		b.started++
	}
}

func fastest(ctx context.Context, mirrors []string) string {
	first := make(chan string)
	for _, m := range mirrors {
		go func(m string) {
			// ruleid: go-bug-sender-left-in-loop
			first <- probe(m)
		}(m)
	}
	select {
	case m := <-first:
		return m
	case <-ctx.Done():
		return ""
	}
}

func anyOf(mirrors []string) string {
	first := make(chan string)
	for _, m := range mirrors {
		go func(m string) {
			// ruleid: go-bug-sender-left-in-loop
			first <- probe(m)
		}(m)
	}
	return <-first
}

func roomy(mirrors []string) string {
	first := make(chan string, len(mirrors))
	for _, m := range mirrors {
		go func(m string) {
			// ok: go-bug-sender-left-in-loop
			first <- probe(m)
		}(m)
	}
	return <-first
}

func all(mirrors []string) (out []string) {
	each := make(chan string)
	for _, m := range mirrors {
		go func(m string) {
			// ok: go-bug-sender-left-in-loop
			each <- probe(m)
		}(m)
	}
	for range mirrors {
		out = append(out, <-each)
	}
	return out
}

func limits(text, more string) (int32, uint16, int32, int8) {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, 0, 0, 0
	}
	big, err := strconv.ParseInt(more, 10, 64)
	if err != nil {
		return 0, 0, 0, 0
	}
	small, err := strconv.ParseInt(more, 10, 32)
	// ruleid: go-bug-number-cut
	a := int32(n)
	// ruleid: go-bug-number-cut
	b := uint16(big)
	// ok: go-bug-number-cut
	c := int32(small)
	// ok: go-bug-number-cut
	d := int8(len(text))
	return a, b, c, d
}

func port(text string) uint16 {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 65535 {
		return 0
	}
	// ok: go-bug-number-cut
	return uint16(n)
}

func dump(path string, rows []Row) error {
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	buf := bufio.NewWriter(out)
	for _, r := range rows {
		fmt.Fprintln(buf, r.Name)
	}
	// ruleid: go-bug-unflushed
	return out.Close()
}

func table(path string, rows []Row) error {
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	lines := csv.NewWriter(out)
	for _, r := range rows {
		if err := lines.Write(r.Cells); err != nil {
			return err
		}
	}
	// ruleid: go-bug-unflushed
	return out.Close()
}

func flushed(path string) error {
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	buf := bufio.NewWriter(out)
	buf.WriteString("x")
	if err := buf.Flush(); err != nil {
		return err
	}
	// ok: go-bug-unflushed
	return out.Close()
}

func plainFile(path string) error {
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	out.WriteString("x")
	// ok: go-bug-unflushed
	return out.Close()
}

func (s *Ledger) book(ctx context.Context, tx *sql.Tx, id int) error {
	// ruleid: go-bug-ignored-write
	tx.ExecContext(ctx, "INSERT INTO entry (id) VALUES ($1)", id)
	// ruleid: go-bug-ignored-write
	s.db.Exec(`UPDATE total SET n = n + 1`)
	// ok: go-bug-ignored-write
	_, err := tx.ExecContext(ctx, "DELETE FROM entry WHERE id = $1", id)
	if err != nil {
		return err
	}
	// ok: go-bug-ignored-write
	s.db.Exec("SET search_path TO ledger")
	return nil
}

func load(name string) (*Settings, error) {
	raw, err := os.ReadFile(name)
	if err != nil {
		// ruleid: go-bug-error-lost
		return nil, nil
	}
	return parse(raw), nil
}

func people(db *sql.DB) ([]string, error) {
	rows, err := db.Query("SELECT name FROM people")
	if err != nil {
		// ruleid: go-bug-error-lost
		return nil, nil
	}
	defer rows.Close()
	return names(rows), rows.Err()
}

func found(name string) (*Settings, error) {
	raw, err := os.ReadFile(name)
	if os.IsNotExist(err) {
		// ok: go-bug-error-lost
		return nil, nil
	}
	if err != nil {
		// ok: go-bug-error-lost
		return nil, err
	}
	return parse(raw), nil
}

func newest(db *sql.DB, who string) (id int, err error) {
	if who != "" {
		// ruleid: go-bug-shadowed-error
		err := db.QueryRow("SELECT id FROM t WHERE who = $1", who).Scan(&id)
		if err != nil {
			id = -1
		}
	}
	return id, err
}

func stored(name string, retry bool) (raw []byte, err error) {
	if retry {
		// ruleid: go-bug-shadowed-error
		err := refresh(name)
		if err != nil {
			raw = nil
		}
	}
	return raw, err
}

func told(name string, retry bool) (raw []byte, err error) {
	if retry {
		// ok: go-bug-shadowed-error
		err := refresh(name)
		if err != nil {
			return nil, err
		}
	}
	if raw == nil {
		// ok: go-bug-shadowed-error
		err = refresh(name)
	}
	return raw, err
}
