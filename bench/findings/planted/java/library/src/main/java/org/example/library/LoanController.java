package org.example.library;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/loans")
public class LoanController {

    private static final Map<String, String> ORDERS = Map.of("due", "due_on", "reader", "reader_id");

    private final JdbcTemplate jdbc;
    private final DataSource source;

    @PersistenceContext
    private EntityManager entities;

    public LoanController(JdbcTemplate jdbc, DataSource source) {
        this.jdbc = jdbc;
        this.source = source;
    }

    @GetMapping
    public List<Map<String, Object>> all(@RequestParam(defaultValue = "due") String order) {
        String column = ORDERS.getOrDefault(order, "due_on");
        return jdbc.queryForList("SELECT id, reader_id, due_on FROM loan ORDER BY " + column);
    }

    @GetMapping("/branch/{branch}")
    public List<Map<String, Object>> ofBranch(@PathVariable String branch) {
        String sql = "SELECT id, due_on FROM loan WHERE branch = '" + branch + "'";
        return jdbc.queryForList(sql);
    }

    @GetMapping("/reader/{reader}")
    public List<Map<String, Object>> ofReader(@PathVariable long reader) {
        return jdbc.queryForList(String.format("SELECT id, due_on FROM loan WHERE reader_id = %d", reader));
    }

    @GetMapping("/titles")
    public List<?> titles(@RequestParam String title) {
        return entities.createQuery("SELECT l FROM Loan l WHERE l.title LIKE '%" + title + "%'").getResultList();
    }

    @GetMapping("/authors")
    public List<?> authors(@RequestParam String author) {
        return entities.createQuery("SELECT l FROM Loan l WHERE l.author LIKE :author")
                .setParameter("author", "%" + author + "%")
                .getResultList();
    }

    @GetMapping("/mine")
    public List<String> mine(@CookieValue("card") String card) throws SQLException {
        List<String> titles = new ArrayList<>();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(loansOf(card))) {
            while (rows.next()) {
                titles.add(rows.getString(1));
            }
        }
        return titles;
    }

    @PostMapping("/renew")
    public int renew(@RequestBody List<Long> ids) throws SQLException {
        String marks = ids.stream().map(id -> "?").collect(Collectors.joining(","));
        String sql = "UPDATE loan SET due_on = due_on + 14 WHERE id IN (0" + (marks.isEmpty() ? "" : "," + marks) + ")";
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < ids.size(); i++) {
                statement.setLong(i + 1, ids.get(i));
            }
            return statement.executeUpdate();
        }
    }

    @DeleteMapping("/{id}")
    public boolean remove(@PathVariable long id, @RequestParam String reason) throws SQLException {
        Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement("DELETE FROM loan WHERE id = ?");
        statement.setLong(1, id);
        boolean removed = statement.executeUpdate() == 1;
        connection.close();
        if (reason == "lost") {
            jdbc.update("INSERT INTO lost (loan) VALUES (?)", id);
        }
        return removed;
    }

    @GetMapping("/count")
    public long count(@RequestParam(required = false) String state) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT count(*) FROM loan WHERE state = ?")) {
            statement.setString(1, "open".equals(state) ? "O" : "C");
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    private String loansOf(String card) {
        StringBuilder sql = new StringBuilder("SELECT title FROM loan WHERE card = '");
        sql.append(card).append("' ORDER BY due_on");
        return sql.toString();
    }
}
