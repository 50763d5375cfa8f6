package com.acme.bugs;

import java.io.*;
import java.math.BigDecimal;
import java.sql.*;
import java.text.SimpleDateFormat;
import java.util.*;
import java.util.concurrent.locks.*;

public class Bugs {
    // ruleid: java-bug-shared-date-format
    private static final SimpleDateFormat DAY = new SimpleDateFormat("yyyy-MM-dd");
    // ruleid: java-bug-shared-date-format
    public static SimpleDateFormat hour = new SimpleDateFormat("HH:mm");
    // ok: java-bug-shared-date-format
    private final SimpleDateFormat own = new SimpleDateFormat("yyyy");
    // ok: java-bug-shared-date-format
    private static final DateTimeFormatter SAFE = DateTimeFormatter.ISO_DATE;
    private final Lock lock = new ReentrantLock();
    private final Object monitor = new Object();
    private String name = "x";

    boolean same(String a, String b) {
        // ruleid: java-bug-string-compared-by-identity
        if (a == b) {
            return true;
        }
        return a.length() == b.length();
    }

    boolean compare(String a, String b, Integer x, Integer y, int z) {
        // ruleid: java-bug-string-compared-by-identity
        if (a == "admin") {
            return true;
        }
        // ok: java-bug-string-compared-by-identity
        if (a == null) {
            return true;
        }
        // ok: java-bug-string-compared-by-identity
        if (a.equals(b)) {
            return true;
        }
        // ruleid: java-bug-boxed-compared-by-identity
        if (x == y) {
            return true;
        }
        // ruleid: java-bug-boxed-compared-by-identity
        if (x != y) {
            return false;
        }
        // ok: java-bug-boxed-compared-by-identity
        if (x == null || x.equals(y)) {
            return true;
        }
        // ok: java-bug-boxed-compared-by-identity
        return x == z;
    }

    static class Point {
        int x;

        @Override
        // ruleid: java-bug-equals-without-hashcode
        public boolean equals(Object o) {
            return o instanceof Point && ((Point) o).x == x;
        }
    }

    static class Name {
        String text;

        // ruleid: java-bug-equals-without-hashcode
        public boolean equals(Object other) {
            return other instanceof Name;
        }
    }

    static class Good {
        // ok: java-bug-equals-without-hashcode
        public boolean equals(Object o) {
            return o instanceof Good;
        }

        public int hashCode() {
            return 1;
        }
    }

    static class Other {
        // ok: java-bug-equals-without-hashcode
        public boolean same(Object o) {
            return o == this;
        }
    }

    void swallow() {
        try {
            work();
            // ruleid: java-bug-exception-swallowed
        } catch (Exception e) {
        }
        try {
            work();
            // ruleid: java-bug-exception-swallowed
        } catch (Throwable t) {
        }
        try {
            work();
            // ok: java-bug-exception-swallowed
        } catch (IOException e) {
            // the file may be gone
        }
        try {
            work();
            // ok: java-bug-exception-swallowed
        } catch (Exception ignored) {
        }
        try {
            work();
            // ok: java-bug-exception-swallowed
        } catch (Exception e) {
            log.warn("failed", e);
        }
    }

    void locks(Integer count) {
        // ruleid: java-bug-lock-on-shared-value
        synchronized ("lock") {
            work();
        }
        // ruleid: java-bug-lock-on-shared-value
        synchronized (name) {
            work();
        }
        // ok: java-bug-lock-on-shared-value
        synchronized (monitor) {
            work();
        }
        // ok: java-bug-lock-on-shared-value
        synchronized (this) {
            work();
        }
        // ruleid: java-bug-lock-not-released
        lock.lock();
        work();
        lock.unlock();
    }

    void moreLocks() {
        // ruleid: java-bug-lock-not-released
        lock.lock();
        count++;
        lock.unlock();
    }

    void released() {
        // ok: java-bug-lock-not-released
        lock.lock();
        try {
            work();
        } finally {
            lock.unlock();
        }
        // ok: java-bug-lock-not-released
        door.open();
    }

    void ignored(String text, BigDecimal sum, List<String> lines) {
        // ruleid: java-bug-result-ignored
        text.trim();
        // ruleid: java-bug-result-ignored
        sum.add(BigDecimal.ONE);
        if (text.isEmpty()) {
            // ruleid: java-bug-exception-not-thrown
            new IllegalArgumentException("empty");
        }
        // ok: java-bug-result-ignored
        String trimmed = text.trim();
        // ok: java-bug-result-ignored
        lines.add(text.toLowerCase());
        if (sum == null) {
            // ruleid: java-bug-exception-not-thrown
            new OrderException("no sum");
        }
        // ok: java-bug-exception-not-thrown
        RuntimeException later = new IllegalStateException("y");
        // ok: java-bug-exception-not-thrown
        throw new IllegalStateException("x");
    }

    void walk(List<String> lines, Map<String, String> map) {
        for (String line : lines) {
            if (line.isEmpty()) {
                // ruleid: java-bug-removed-while-walked
                lines.remove(line);
            }
        }
        for (String line : lines) {
            // ruleid: java-bug-removed-while-walked
            lines.remove(line);
        }
        for (String line : lines) {
            if (line.isEmpty()) {
                // ok: java-bug-removed-while-walked
                lines.remove(line);
                break;
            }
        }
        for (String line : lines) {
            // ok: java-bug-removed-while-walked
            map.remove(line);
        }
    }

    void threads(Runnable task) {
        Thread worker = new Thread(task);
        // ruleid: java-bug-thread-run
        worker.run();
        // ruleid: java-bug-thread-run
        new Thread(task).run();
        // ok: java-bug-thread-run
        worker.start();
        // ok: java-bug-thread-run
        task.run();
    }

    int finals() {
        try {
            work();
        } finally {
            // ruleid: java-bug-return-in-finally
            return 1;
        }
    }

    int finals2() {
        try {
            work();
        } catch (RuntimeException e) {
            log(e);
        } finally {
            done();
            // ruleid: java-bug-return-in-finally
            return 2;
        }
    }

    int finals3() {
        try {
            // ok: java-bug-return-in-finally
            return work();
        } finally {
            done();
        }
    }

    int finals4() {
        // ok: java-bug-return-in-finally
        return 4;
    }

    String open(File file) throws IOException {
        // ruleid: java-bug-not-closed
        BufferedReader reader = new BufferedReader(new FileReader(file));
        return reader.readLine();
    }

    int count(DataSource source) throws SQLException {
        // ruleid: java-bug-not-closed
        Connection connection = source.getConnection();
        return connection.createStatement().executeUpdate("DELETE FROM t");
    }

    String closed(File file) throws IOException {
        // ok: java-bug-not-closed
        try (BufferedReader reader = new BufferedReader(new FileReader(file))) {
            return reader.readLine();
        }
    }

    InputStream handed(File file) throws IOException {
        // ok: java-bug-not-closed
        InputStream in = new FileInputStream(file);
        return in;
    }
}
