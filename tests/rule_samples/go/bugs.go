package bugs

func fetch(url string) ([]byte, error) {
	// ruleid: go-bug-not-closed
	resp, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(resp.Body)
}

func fetchClosed(url string) ([]byte, error) {
	// ok: go-bug-not-closed
	resp, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func names(db *sql.DB) ([]string, error) {
	// ruleid: go-bug-not-closed
	rows, err := db.Query("SELECT name FROM users")
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		rows.Scan(&name)
	}
	return list, nil
}

func open(path string) (*os.File, error) {
	// ok: go-bug-not-closed
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return f, nil
}

func early(url string) error {
	// ruleid: go-bug-close-before-error
	resp, err := http.Get(url)
	defer resp.Body.Close()
	if err != nil {
		return err
	}
	// ruleid: go-bug-close-before-error
	rows, err := db.Query("SELECT 1")
	defer rows.Close()
	if err != nil {
		return err
	}
	// ok: go-bug-close-before-error
	f, err := os.Open("x")
	if err != nil {
		return err
	}
	defer f.Close()
	// ok: go-bug-close-before-error
	lock := mu.Acquire()
	defer lock.Close()
	return nil
}

func ignored(tx *sql.Tx) {
	// ruleid: go-bug-ignored-error, go-bug-not-closed
	f, _ := os.Open("config.json")
	// ruleid: go-bug-ignored-error
	_ = tx.Commit()
	// ok: go-bug-ignored-error
	n, _ := strconv.Atoi("12")
	// ok: go-bug-ignored-error
	_ = tx.Rollback()
	_, err := f.Stat()
	// ruleid: go-bug-swallowed-error
	if err != nil {
	}
	// ruleid: go-bug-swallowed-error
	if err == nil {
		return err
	}
	// ok: go-bug-swallowed-error
	if err != nil {
		log.Print(err)
	}
	// ok: go-bug-swallowed-error
	if err == nil {
		return nil
	}
}

func loop(paths []string) error {
	for _, p := range paths {
		f, err := os.Open(p)
		if err != nil {
			return err
		}
		// ruleid: go-bug-defer-in-loop
		defer f.Close()
	}
	for i := 0; i < 3; i++ {
		mu.Lock()
		// ruleid: go-bug-defer-in-loop
		defer mu.Unlock()
	}
	for _, p := range paths {
		func() {
			f, _ := open(p)
			// ok: go-bug-defer-in-loop
			defer f.Close()
		}()
	}
	// ok: go-bug-defer-in-loop
	defer cleanup.Close()
	return nil
}

func spawn(jobs []Job) {
	// ruleid: go-bug-loop-variable
	for _, job := range jobs {
		go func() {
			job.Run()
		}()
	}
	// ruleid: go-bug-loop-variable
	for i, job := range jobs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			results[i] = run(job)
		}()
	}
	// ok: go-bug-loop-variable
	for _, job := range jobs {
		go func(j Job) {
			j.Run()
		}(job)
	}
	// ok: go-bug-loop-variable
	for _, job := range jobs {
		job := job
		go func() {
			job.Run()
		}()
	}
}

// ruleid: go-bug-lock-copied
func (c Counter) Inc() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
}

// ruleid: go-bug-lock-copied
func (c Counter) Get() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}

// ok: go-bug-lock-copied
func (c *Counter) Add(n int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}

// ok: go-bug-lock-copied
func (c *Counter) Reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
}

func (s *Store) Get(key string) (string, error) {
	s.mu.Lock()
	v, ok := s.m[key]
	if !ok {
		// ruleid: go-bug-lock-not-released
		return "", errMissing
	}
	s.mu.Unlock()
	return v, nil
}

func (s *Store) Put(key string) error {
	mu.Lock()
	if key == "" {
		// ruleid: go-bug-lock-not-released
		return errEmpty
	}
	mu.Unlock()
	return nil
}

func (s *Store) Good(key string) (string, error) {
	s.mu.Lock()
	v, ok := s.m[key]
	if !ok {
		s.mu.Unlock()
		// ok: go-bug-lock-not-released
		return "", errMissing
	}
	s.mu.Unlock()
	s.other.Lock()
	defer s.other.Unlock()
	if v == "" {
		// ok: go-bug-lock-not-released
		return "", nil
	}
	return v, nil
}

func handler(w http.ResponseWriter, r *http.Request) {
	if err != nil {
		// ruleid: go-bug-missing-return
		http.Error(w, "bad", 400)
	}
	save(r)
	if r.Method != "POST" {
		// ruleid: go-bug-missing-return
		http.Error(w, "only POST", 405)
	}
	save(r)
	// ok: go-bug-missing-return
	if err != nil {
		http.Error(w, "bad", 400)
		return
	}
	save(r)
	// ok: go-bug-missing-return
	if err != nil {
		http.Error(w, "bad", 400)
	}
}

func lost(parent context.Context) {
	// ruleid: go-bug-lost-cancel
	ctx, _ := context.WithTimeout(parent, time.Second)
	// ruleid: go-bug-lost-cancel
	ctx2, _ := context.WithCancel(parent)
	// ok: go-bug-lost-cancel
	ctx3, cancel := context.WithTimeout(parent, time.Second)
	// ok: go-bug-lost-cancel
	ctx4, stop := context.WithCancel(parent)
	go func() {
		// ruleid: go-bug-add-in-goroutine
		wg.Add(1)
		defer wg.Done()
	}()
	go func(id int) {
		log.Print(id)
		// ruleid: go-bug-add-in-goroutine
		wg.Add(1)
		defer wg.Done()
	}(1)
	// ok: go-bug-add-in-goroutine
	wg.Add(1)
	go func() {
		defer wg.Done()
	}()
	// ok: go-bug-add-in-goroutine
	wg.Add(1)
	go work()
}

func TestState(t *testing.T) {
	// ok: go-bug-ignored-error
	os.WriteFile("testdata/state", nil, 0o600)
}
