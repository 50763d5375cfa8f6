# frozen_string_literal: true

class TicketsController < ApplicationController
  before_action :load_ticket, only: %i[show update attachment excerpt]

  SORTABLE = %w[created_at priority subject].freeze

  def index
    page, per = paging
    column = SORTABLE.include?(params[:sort]) ? params[:sort] : "created_at"
    @tickets = Ticket.order("#{column} desc").limit(per).offset((page - 1) * per)
  end

  def search
    term = params[:q].to_s.strip
    @tickets = Ticket.where("subject ILIKE '%#{term}%'").limit(20)
    render :index
  end

  def by_tag
    @tickets = Ticket.joins(:tags).where("tags.name = ? OR tags.slug = ?", params[:tag], params[:tag])
    render :index
  end

  def report
    sql = +"SELECT status, count(*) FROM tickets"
    if params[:team].present?
      sql << " WHERE team = " << params[:team]
    end
    sql << " GROUP BY status"
    render json: ActiveRecord::Base.connection.select_all(sql).to_a
  end

  def team_report
    team = ActiveRecord::Base.connection.quote(params[:team].to_s)
    render json: ActiveRecord::Base.connection.select_all("SELECT status, count(*) FROM tickets WHERE team = #{team} GROUP BY status").to_a
  end

  def show
    respond_to do |format|
      format.html
      format.json { render json: @ticket }
    end
  end

  def excerpt
    highlighted = @ticket.body.gsub(params[:h].to_s, "<mark>#{params[:h]}</mark>")
    render html: highlighted.html_safe
  end

  def legend
    label = ERB::Util.html_escape(params[:label])
    render html: "<span class='legend'>#{label}</span>".html_safe
  end

  def layout_preview
    render inline: params[:template], locals: { ticket: Ticket.first }
  end

  def greeting
    render inline: "Hello <%= name %>", locals: { name: params[:name] }
  end

  def attachment
    base = Rails.root.join("storage", "tickets", @ticket.id.to_s)
    send_file File.join(base, params[:name])
  end

  def thumbnail
    base = Rails.root.join("storage", "thumbs").to_s
    full = File.expand_path(params[:name].to_s, base)
    return head(:not_found) unless full.start_with?("#{base}/")

    send_file full, type: "image/png"
  end

  def bulk
    action = params[:do].to_s
    Ticket.where(id: params[:ids]).find_each do |ticket|
      ticket.send(action)
    end
    redirect_to tickets_path
  end

  def transition
    ticket = Ticket.find(params[:id])
    event = %w[close reopen escalate].find { |name| name == params[:event] }
    ticket.public_send(event) if event
    redirect_to ticket_path(ticket)
  end

  def update
    if @ticket.update(ticket_params)
      redirect_to @ticket
    else
      render :show, status: :unprocessable_entity
    end
  end

  private

  def load_ticket
    @ticket = Ticket.find(params[:id])
  end

  def ticket_params
    params.require(:ticket).permit(:subject, :body, :priority)
  end
end
