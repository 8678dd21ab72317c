using System.Globalization;
using System.Text;

namespace Compose.Errors.Tests;

/// <summary>
/// One golden case: <c>cases/CODE.txt</c>, or <c>cases/CODE.WHAT.txt</c> where a code deserves several. It holds the
/// files the case needs, the commands, and everything that they print:
/// <code>
/// # A remark: what the reader should see.
/// --- plan.yaml
/// compose: 2
/// --- plan.cbor hex
/// a1 00 02
/// --- hello.wasm = examples/hello/hello.wasm
/// --- big.wasm sparse 300000000
/// --- commands
/// $ composectl plan validate plan.yaml
/// ! error[Plan.MissingField]: ...
/// => 1
/// </code>
/// A file stands there as text, as bytes in hexadecimal, as a copy of a file of this repository, or as so
/// many zeros that take no room. A command is a
/// command line of <c>composectl</c> without a shell (words in single quotes may hold spaces), or <c>library NAME</c>
/// for what no command line can cause, see <see cref="LibraryCases"/>; its standard output stands as it is, its standard
/// error after <c>! </c>, and an exit code other than 0 after <c>=> </c>.
/// </summary>
internal sealed class CaseFile
{
    private const string Commands = "--- commands";

    private readonly List<(string Name, byte[] Content, long Zeros)> _files = [];

    private CaseFile(string head, IReadOnlyList<string> commands)
    {
        Head = head;
        CommandLines = commands;
    }

    /// <summary>Everything up to the commands, which blessing leaves as it is.</summary>
    public string Head { get; }

    public IReadOnlyList<string> CommandLines { get; }

    public static CaseFile Parse(string text, string root)
    {
        int at = text.IndexOf(Commands + "\n", StringComparison.Ordinal);
        if (at < 0)
        {
            throw new InvalidDataException($"a case needs a line `{Commands}`");
        }

        string head = text[..(at + Commands.Length + 1)];
        var found = new CaseFile(head, [.. text[head.Length..].Split('\n').Where(line => line.StartsWith("$ ", StringComparison.Ordinal)).Select(line => line[2..])]);
        string? name = null;
        var content = new StringBuilder();
        foreach (string line in head.Split('\n'))
        {
            if (line.StartsWith("--- ", StringComparison.Ordinal))
            {
                found.Add(name, content.ToString(), root);
                name = line[4..];
                content.Clear();
            }
            else
            {
                content.Append(line).Append('\n');
            }
        }

        return found;
    }

    public void WriteFiles(string folder)
    {
        foreach ((string name, byte[] content, long zeros) in _files)
        {
            string path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using FileStream file = File.Create(path);
            file.Write(content);
            if (zeros > 0)
            {
                file.SetLength(zeros);
            }
        }
    }

    private void Add(string? name, string content, string root)
    {
        if (name is null)
        {
            return;
        }

        if (name.Split(" = ") is [var copy, var source])
        {
            _files.Add((copy, File.ReadAllBytes(Path.Combine(root, source)), 0));
        }
        else if (name.Split(" sparse ") is [var empty, var length])
        {
            _files.Add((empty, [], long.Parse(length, CultureInfo.InvariantCulture)));
        }
        else if (name.EndsWith(" hex", StringComparison.Ordinal))
        {
            _files.Add((name[..^4], Convert.FromHexString(string.Concat(content.Where(c => !char.IsWhiteSpace(c)))), 0));
        }
        else
        {
            _files.Add((name, Encoding.UTF8.GetBytes(content), 0));
        }
    }
}
