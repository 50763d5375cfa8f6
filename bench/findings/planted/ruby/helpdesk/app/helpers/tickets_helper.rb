# frozen_string_literal: true

module TicketsHelper
  def status_badge(ticket)
    content_tag(:span, ticket.status, class: "badge badge-#{ticket.status.parameterize}")
  end

  def signature(user)
    raw("<div class='sig'>#{user.signature}</div>")
  end

  def body_html(ticket)
    sanitize(ticket.body, tags: %w[p b i ul li a], attributes: %w[href])
  end

  def age_in_words(ticket)
    hours = (Time.current - ticket.created_at) / 3600
    if hours < 24
      pluralize(hours.to_i, "hour")
    else
      pluralize((hours / 24).to_i, "day")
    end
  end

  def priority_name(ticket)
    if ticket.priority = 1
      "urgent"
    else
      "normal"
    end
  end

  def owner_name(ticket)
    if (owner = ticket.owner)
      owner.name
    else
      "nobody"
    end
  end
end
