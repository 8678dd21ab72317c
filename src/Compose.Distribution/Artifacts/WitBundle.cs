using System.Formats.Tar;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Compose.Distribution.Oci;
using Compose.Distribution.Transport;

namespace Compose.Distribution.Artifacts;

/// <summary>
/// The founding form of a WIT package, <c>application/vnd.wit.bundle.v1+tar</c>: its files in a tar with sorted names and
/// fixed times and owners, so that one package has one digest; beside it a JSON document that says what it is.
/// </summary>
public sealed class WitBundle
{
    private const int MaxFiles = 1000, MaxFile = 16 << 20, MaxName = 200;

    private static readonly string[] s_devices = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

    private static readonly DateTimeOffset s_time = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private WitBundle(string title, ReadOnlyMemory<byte> tar, ReadOnlyMemory<byte> metadata, IReadOnlyList<(string Name, ReadOnlyMemory<byte> Bytes)> files)
    {
        Title = title;
        Tar = tar;
        Metadata = metadata;
        Files = files;
    }

    /// <summary>A name for files: <c>acme-thing-0.1.0</c>.</summary>
    public string Title { get; }

    public ReadOnlyMemory<byte> Tar { get; }

    /// <summary><c>{package, version, digest, created_at, content_type}</c> as canonical JSON.</summary>
    public ReadOnlyMemory<byte> Metadata { get; }

    /// <summary>Files by name, in ordinal order; names have slashes and lead nowhere else.</summary>
    public IReadOnlyList<(string Name, ReadOnlyMemory<byte> Bytes)> Files { get; }

    /// <summary>Packs files.</summary>
    /// <param name="package">The package: <c>acme:thing</c>.</param>
    /// <param name="version">Its version, or null.</param>
    /// <param name="files">Names with slashes, and content; at least one is WIT.</param>
    /// <param name="created">When it was made.</param>
    /// <exception cref="ComposeException"><c>Source.InvalidArtifact</c>.</exception>
    public static WitBundle Pack(string package, string? version, IEnumerable<(string Name, ReadOnlyMemory<byte> Bytes)> files, DateTimeOffset created)
    {
        (string Name, ReadOnlyMemory<byte> Bytes)[] sorted = [.. files.OrderBy(file => file.Name, StringComparer.Ordinal)];
        Check(sorted);
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach ((string name, ReadOnlyMemory<byte> bytes) in sorted)
            {
                writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
                {
                    ModificationTime = s_time,
                    Uid = 0,
                    Gid = 0,
                    Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
                    DataStream = new MemoryStream(bytes.ToArray(), writable: false),
                });
            }
        }

        byte[] tar = stream.ToArray();
        byte[] metadata = OciManifest.Canonical(new JsonObject
        {
            ["package"] = package,
            ["version"] = version,
            ["digest"] = Digest.Of(tar).ToString(),
            ["created_at"] = (created == PackingOptions.NoTime ? s_time : created).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["content_type"] = OciMediaTypes.WitBundle,
        });
        return new WitBundle(package.Replace(':', '-') + (version is null ? string.Empty : "-" + version), tar, metadata, sorted);
    }

    /// <summary>Reads a tar. Only plain files below its root are taken; anything else in it is refused.</summary>
    /// <exception cref="ComposeException"><c>Source.InvalidArtifact</c>, <c>Source.LimitExceeded</c>.</exception>
    public static WitBundle Unpack(ReadOnlyMemory<byte> tar, string title)
    {
        var files = new List<(string Name, ReadOnlyMemory<byte> Bytes)>();
        try
        {
            using var reader = new TarReader(new MemoryStream(tar.ToArray(), writable: false));
            while (reader.GetNextEntry() is { } entry)
            {
                if (entry.EntryType == TarEntryType.Directory || entry.EntryType == TarEntryType.GlobalExtendedAttributes)
                {
                    continue;
                }

                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
                {
                    throw Invalid($"'{CleanText.Of(entry.Name)}' in it is no plain file");
                }

                if (entry.Length > MaxFile || files.Count == MaxFiles)
                {
                    throw new ComposeException(ErrorCodes.Source.LimitExceeded, $"the WIT bundle has more than {MaxFiles} files, or one of more than {MaxFile} bytes");
                }

                var content = new byte[entry.Length];
                entry.DataStream?.ReadExactly(content);
                files.Add((entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name, content));
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            throw Invalid("it is no tar: " + CleanText.Of(e.Message));
        }

        (string Name, ReadOnlyMemory<byte> Bytes)[] sorted = [.. files.OrderBy(file => file.Name, StringComparer.Ordinal)];
        Check(sorted);
        return new WitBundle(title, tar, default, sorted);
    }

    private static void Check(ReadOnlySpan<(string Name, ReadOnlyMemory<byte> Bytes)> files)
    {
        bool hasWit = false;
        for (int i = 0; i < files.Length; i++)
        {
            if (!IsSafe(files[i].Name) || (i > 0 && files[i].Name == files[i - 1].Name))
            {
                throw Invalid($"'{CleanText.Of(files[i].Name)}' cannot be the name of a file in it");
            }

            hasWit |= files[i].Name.EndsWith(".wit", StringComparison.Ordinal);
        }

        if (!hasWit)
        {
            throw Invalid("it holds no *.wit file");
        }
    }

    /// <summary>True for a name that stays below the folder it is put into, on every system.</summary>
    internal static bool IsSafe(string name)
    {
        if (name.Length is 0 or > MaxName || name.AsSpan().ContainsAny('\\', ':', '\0'))
        {
            return false;
        }

        foreach (Range part in name.AsSpan().Split('/'))
        {
            ReadOnlySpan<char> word = name.AsSpan(part);
            if (word.IsEmpty || word is "." or ".." || word.ContainsAnyInRange('\0', '\u001f') || word[^1] is '.' or ' ' || IsDevice(word))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Names that Windows takes for a device, with any ending.</summary>
    private static bool IsDevice(ReadOnlySpan<char> name)
    {
        int dot = name.IndexOf('.');
        ReadOnlySpan<char> stem = (dot < 0 ? name : name[..dot]).TrimEnd(' ');
        foreach (string device in s_devices)
        {
            if (stem.Equals(device, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return stem.Length == 4 && char.IsAsciiDigit(stem[3]) && (stem.StartsWith("COM", StringComparison.OrdinalIgnoreCase) || stem.StartsWith("LPT", StringComparison.OrdinalIgnoreCase));
    }

    private static ComposeException Invalid(string why) => new(ErrorCodes.Source.InvalidArtifact, "the WIT bundle cannot be used: " + why);
}
