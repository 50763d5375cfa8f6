package com.acme.orders;

import java.sql.*;
import java.util.*;
import javax.persistence.EntityManager;
import javax.servlet.http.*;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.*;

@RestController
@RequestMapping("/orders")
public class OrderController {
    private static final Set<String> COLUMNS = Set.of("id", "created");
    private static final Map<String, String> SORTS = Map.of("new", "created DESC");
    private final JdbcTemplate jdbcTemplate;
    private final EntityManager em;
    private final MongoTemplate mongo;

    @GetMapping("/search")
    public List<Order> search(@RequestParam String name, @RequestParam(defaultValue = "0") int page) {
        String sql = "SELECT * FROM orders WHERE name LIKE '%" + name + "%' LIMIT " + page;
        // ruleid: java-sql-injection
        List<Order> found = jdbcTemplate.query(sql, new OrderMapper());
        // ok: java-sql-injection
        found.addAll(jdbcTemplate.query("SELECT * FROM orders WHERE page = " + page, new OrderMapper()));
        // ok: java-sql-injection
        return jdbcTemplate.query("SELECT * FROM orders WHERE name = ?", new OrderMapper(), name);
    }

    @GetMapping("/sorted")
    public List<Order> sorted(@RequestParam("sort") String sort, @RequestParam String column) {
        if (!COLUMNS.contains(column)) {
            throw new IllegalArgumentException("unknown column");
        }
        // ok: java-sql-injection
        jdbcTemplate.queryForList("SELECT " + column + " FROM orders");
        String order = SORTS.get(sort);
        // ok: java-sql-injection
        jdbcTemplate.queryForList("SELECT id FROM orders ORDER BY " + order);
        // ruleid: java-sql-injection
        return em.createQuery("select o from Order o order by o." + sort, Order.class).getResultList();
    }

    protected void doGet(HttpServletRequest req, HttpServletResponse resp) throws Exception {
        String id = req.getParameter("id");
        try (Connection con = ds.getConnection(); Statement st = con.createStatement()) {
            // ruleid: java-sql-injection
            ResultSet rs = st.executeQuery("SELECT * FROM t WHERE id = " + id);
            StringBuilder sb = new StringBuilder("DELETE FROM t WHERE id = ");
            sb.append(id);
            // ruleid: java-sql-injection
            st.executeUpdate(sb.toString());
            int number = Integer.parseInt(id);
            // ok: java-sql-injection
            st.executeQuery("SELECT * FROM t WHERE id = " + number);
            // ok: java-sql-injection
            PreparedStatement ps = con.prepareStatement("SELECT * FROM t WHERE id = ?");
            ps.setString(1, id);
            // ok: java-sql-injection
            ps.executeQuery();
        }
    }

    List<User> byEmail(String email, String schema) {
        // ruleid: java-sql-injection
        Query q = em.createNativeQuery(String.format("SELECT * FROM users WHERE email = '%s'", email));
        // ok: java-sql-injection
        em.createQuery("select u from User u where u.email = :email").setParameter("email", email);
        return q.getResultList();
    }

    void run(Connection con, String statement) throws SQLException {
        // ok: java-sql-injection
        con.createStatement().execute(statement);
    }

    void report(UserFilter filter) {
        String sql = """
            SELECT * FROM users WHERE name = '%s'
            """.formatted(filter.getName());
        // ruleid: java-sql-injection
        jdbcTemplate.queryForRowSet(sql);
    }

    @PostMapping("/mongo")
    void mongo(@RequestBody LoginRequest login) {
        // ruleid: java-nosql-injection
        mongo.find(new BasicQuery("{ user: '" + login.getUser() + "' }"), User.class);
        // ruleid: java-nosql-injection
        users.find(new Document("$where", "this.name == '" + login.getUser() + "'"));
        // ok: java-nosql-injection
        users.find(Filters.eq("name", login.getUser()));
        // ok: java-nosql-injection
        mongo.find(Query.query(Criteria.where("user").is(login.getUser())), User.class);
        // ok: java-nosql-injection
        mongo.find(new BasicQuery("{ active: true }"), User.class);
    }
}
