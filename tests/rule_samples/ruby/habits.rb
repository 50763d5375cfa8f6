class Habits
  def create
    # ruleid: ruby-bug-mass-assignment
    @order = Order.new(params.require(:order).permit!)
    # ok: ruby-bug-mass-assignment
    @order = Order.new(params.require(:order).permit(:title))
    # ok: ruby-bug-mass-assignment
    settings.permit!
  end

  def tables(width)
    # ruleid: ruby-bug-one-object-many-times
    lines = Array.new(width, [])
    # ruleid: ruby-bug-one-object-many-times
    groups = Hash.new([])
    groups[width] << 1
    # ok: ruby-bug-one-object-many-times
    lines = Array.new(width) { [] }
    # ok: ruby-bug-one-object-many-times
    counts = Hash.new(0)
  end

  def fetch(most)
    tries = 0
    begin
      work
    rescue IOError
      # ruleid: ruby-bug-retried-for-ever
      retry if tries < most
    end
    count = 1
    begin
      work
    rescue IOError
      sleep 1
      # ruleid: ruby-bug-retried-for-ever
      retry unless count > most
      raise
    end
    calls = 0
    begin
      calls += 1
      work
    rescue IOError
      # ok: ruby-bug-retried-for-ever
      retry if calls < most
    end
    left = 0
    begin
      work
    rescue IOError
      left += 1
      # ok: ruby-bug-retried-for-ever
      retry if left < most
    end
  end

  def share(total)
    # ruleid: ruby-bug-share-of-integers
    a = (read_count / total) * 100
    # ruleid: ruby-bug-share-of-integers
    b = (list.size / all.size) * 100
    # ok: ruby-bug-share-of-integers
    c = (read_count * 100) / total
    # ok: ruby-bug-share-of-integers
    d = (read_count.to_f / total) * 100
  end

  def login
    # ruleid: ruby-log-of-secret-form
    logger.info "sent: #{params.inspect}"
    # ruleid: ruby-log-of-secret-form
    Rails.logger.debug(params.to_unsafe_h)
    # ok: ruby-log-of-secret-form
    logger.info "page #{params[:page]}"
    # ok: ruby-log-of-secret-form
    logger.info "params are missing"
  end

  def show
    # ruleid: ruby-path-traversal-template
    render params[:view]
    # ok: ruby-path-traversal-template
    render json: params[:view]
    # ok: ruby-path-traversal-template
    render :show
  end

  def totals(db, region)
    # ruleid: ruby-sql-injection-format, ruby-sql-injection-parameter
    db.execute("SELECT sum(x) FROM sales WHERE region = '%s'" % region)
    # ok: ruby-sql-injection-format
    db.execute("SELECT sum(x) FROM sales WHERE region = ?", region)
    # ok: ruby-sql-injection-format
    puts "region '%s'" % region
  end

  # ruleid: ruby-sql-injection-quoted, ruby-sql-injection-parameter
  scope :called, ->(text) { where("lower(title) = '#{text.downcase}'") }

  def jump(host)
    # ok: ruby-sql-injection-parameter
    where("seen > #{host.to_i}")
  end
end
