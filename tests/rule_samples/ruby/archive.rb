class Archive
  def extract(path, dest)
    Zip::File.open(path) do |zip|
      zip.each do |entry|
        # ruleid: ruby-zip-slip
        entry.extract(File.join(dest, entry.name))
      end
    end
  end

  def untar(io, dest)
    Gem::Package::TarReader.new(io) do |tar|
      tar.each do |entry|
        target = File.join(dest, entry.full_name)
        # ruleid: ruby-zip-slip
        File.open(target, "wb") { |f| f.write(entry.read) }
      end
    end
  end

  def convert(name)
    # ruleid: ruby-shell-injection-parameter
    system("convert #{name} out.png")
  end

  def safely(path, dest)
    Zip::File.open(path) do |zip|
      zip.each do |entry|
        # ok: ruby-zip-slip
        entry.extract(File.join(dest, File.basename(entry.name)))
        target = File.expand_path(entry.name, dest)
        next unless target.start_with?(dest + "/")
        # ok: ruby-zip-slip
        entry.extract(target)
      end
    end
  end
end
