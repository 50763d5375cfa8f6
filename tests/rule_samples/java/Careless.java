package sample;

class Careless {
    private static Registry registry;
    private Index index;
    private static volatile Registry shared;
    private final ReentrantLock gate = new ReentrantLock();
    private static final Pattern SLOW = Pattern.compile("^(\\d+\\s?)*x$");

    static Registry registry() {
        // ruleid: java-bug-lazy-without-volatile
        if (registry == null) {
            synchronized (Careless.class) {
                if (registry == null) {
                    registry = new Registry();
                }
            }
        }
        return registry;
    }

    Index index() {
        // ruleid: java-bug-lazy-without-volatile
        if (index == null) {
            synchronized (this) {
                if (index == null) {
                    index = new Index();
                    index.fill();
                }
            }
        }
        return index;
    }

    static Registry shared() {
        // ok: java-bug-lazy-without-volatile
        if (shared == null) {
            synchronized (Careless.class) {
                if (shared == null) {
                    shared = new Registry();
                }
            }
        }
        return shared;
    }

    synchronized Index simple() {
        // ok: java-bug-lazy-without-volatile
        if (index == null) {
            index = new Index();
        }
        return index;
    }

    double percent(int part, int whole) {
        // ruleid: java-bug-whole-division
        return part / whole * 100;
    }

    double mean(long sum, long count) {
        // ruleid: java-bug-whole-division
        double mean = sum / count;
        return mean;
    }

    double right(int part, int whole, double sum) {
        // ok: java-bug-whole-division
        double mean = sum / whole;
        // ok: java-bug-whole-division
        return 100.0 * part / whole + mean;
    }

    int page(int position, int size) {
        // ok: java-bug-whole-division
        return position / size;
    }

    long first(Path path) throws IOException {
        // ruleid: java-bug-left-open-on-return
        RandomAccessFile in = new RandomAccessFile(path.toFile(), "r");
        if (in.length() < 8) {
            return -1;
        }
        long value = in.readLong();
        in.close();
        return value;
    }

    String head(File file) throws IOException {
        // ruleid: java-bug-left-open-on-return
        BufferedReader in = new BufferedReader(new FileReader(file));
        String line = in.readLine();
        if (line == null) {
            return "";
        }
        in.close();
        return line;
    }

    String tidy(File file) throws IOException {
        // ok: java-bug-left-open-on-return
        BufferedReader in = new BufferedReader(new FileReader(file));
        String line = in.readLine();
        if (line == null) {
            in.close();
            return "";
        }
        in.close();
        return line;
    }

    String held(File file) throws IOException {
        // ok: java-bug-left-open-on-return
        try (BufferedReader in = new BufferedReader(new FileReader(file))) {
            return in.readLine();
        }
    }

    int take(int n) {
        gate.lock();
        if (n > left) {
            // ruleid: java-bug-lock-not-released
            return 0;
        }
        left -= n;
        gate.unlock();
        return n;
    }

    Object shape(String text) {
        // ruleid: java-regex-dos
        return SLOW.matcher(text);
    }
}

class Orders {
    private final ReactiveMongoTemplate template;
    private final OrderRepository orderRepository;

    Mono<Void> drop(Query query) {
        // ruleid: java-bug-not-subscribed
        template.remove(query, "orders");
        return Mono.empty();
    }

    Mono<Order> keep(Order order) {
        // ruleid: java-bug-not-subscribed
        orderRepository.save(order);
        return Mono.just(order);
    }

    Mono<Void> dropped(Query query) {
        // ok: java-bug-not-subscribed
        return template.remove(query, "orders").then();
    }

    Mono<Order> noted(Order order) {
        // ok: java-bug-not-subscribed
        seen.add(order);
        return Mono.just(order);
    }
}

class OrderQueries {
    String search(Map<String, Object> given) {
        return new SQL() {{
            SELECT("*");
            FROM("orders");
            // ruleid: java-sql-injection-provider
            WHERE("name = '" + given.get("name") + "'");
            // ruleid: java-sql-injection-provider
            WHERE("age > " + given.get("age"));
            // ok: java-sql-injection-provider
            WHERE("town = #{town}");
            // ok: java-sql-injection-provider
            WHERE("kind = " + KIND);
        }}.toString();
    }
}

class Trusting implements HostnameVerifier {
    @Override
    public boolean verify(String host, javax.net.ssl.SSLSession session) {
        log.debug("met {}", host);
        // ruleid: java-tls-verification-off
        return true;
    }
}

class Choosy implements HostnameVerifier {
    @Override
    public boolean verify(String host, SSLSession session) {
        if (!HOSTS.contains(host)) {
            return false;
        }
        // ok: java-tls-verification-off
        return true;
    }
}
