using System.Security.Cryptography;
using System.Text;

namespace Compose.Conformance;

/// <summary>All suites of a folder, with one digest of everything that decides their verdicts.</summary>
public sealed class SuiteCatalog
{
    private static readonly string[] s_parts = ["suites", "components", "plans"];

    private SuiteCatalog(string folder, IReadOnlyList<Suite> suites, Digest digest)
    {
        Folder = folder;
        Suites = suites;
        Digest = digest;
    }

    public string Folder { get; }

    public IReadOnlyList<Suite> Suites { get; }

    /// <summary>SHA-256 of the lines <c>digest  path</c> of all files of the suites and components, by path.</summary>
    public Digest Digest { get; }

    /// <summary>Reads <c>suites/*.yaml</c> of a conformance folder.</summary>
    /// <exception cref="ComposeException"><c>Conformance.InvalidSuite</c>: every mistake of every file.</exception>
    public static SuiteCatalog Open(string folder)
    {
        string suites = Path.Combine(folder, "suites");
        if (!Directory.Exists(suites))
        {
            throw new ComposeException(ErrorCodes.Conformance.InvalidSuite, $"{folder} holds no folder 'suites'", new ErrorLocation { File = folder }, "name the folder of the conformance suite with --root");
        }

        var errors = new List<ComposeError>();
        var read = new List<Suite>();
        foreach (string file in Directory.EnumerateFiles(suites, "*.yaml").Order(StringComparer.Ordinal))
        {
            try
            {
                read.Add(SuiteReader.Read(file));
            }
            catch (ComposeException failure)
            {
                errors.AddRange(failure.Errors);
            }
        }

        return errors.Count > 0 ? throw new ComposeException(errors) : new SuiteCatalog(folder, read, DigestOf(folder));
    }

    private static Digest DigestOf(string folder)
    {
        var lines = new StringBuilder();
        foreach (string file in s_parts
            .Select(part => Path.Combine(folder, part))
            .Where(Directory.Exists)
            .SelectMany(part => Directory.EnumerateFiles(part, "*", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal))
        {
            lines.Append(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, file))))).Append("  ").Append(file).Append('\n');
        }

        return Digest.Of(Encoding.UTF8.GetBytes(lines.ToString()));
    }
}
