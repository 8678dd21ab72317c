namespace Compose.Errors.Tests;

/// <summary>
/// Every code of the registry has a golden case, or a line in <c>unreachable.txt</c> that says why nothing can cause it.
/// <para>
/// A new code: write <c>tests/Compose.Errors.Tests/cases/CODE.txt</c> as <see cref="CaseFile"/> says, with the commands
/// that cause it and nothing after them; run this project once with <c>COMPOSE_BLESS=1</c>, which writes down what they
/// print; read it as the user would who has to act on it. That is all: no list has to be kept.
/// </para>
/// </summary>
public sealed class GoldenErrorTests
{
    private static readonly string s_root = FindRoot();
    private static readonly string[] s_sources = ["src", "hosts", "tools"];
    private static readonly string s_folder = Path.Combine(s_root, "tests", "Compose.Errors.Tests");

    public static TheoryData<string> Names =>
        [.. Directory.EnumerateFiles(Path.Combine(s_folder, "cases"), "*.txt").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Case_Run_PrintsTheGoldenText(string name)
    {
        string path = Path.Combine(s_folder, "cases", name + ".txt");
        string golden = File.ReadAllText(path);
        CaseFile file = CaseFile.Parse(golden, s_root);
        string now = file.Head + CommandRunner.Run(file, s_root);
        if (Environment.GetEnvironmentVariable("COMPOSE_BLESS") == "1")
        {
            File.WriteAllText(path, now);
        }
        else
        {
            Assert.Equal(golden, now);
        }

        string code = CodeOf(name);
        Assert.True(
            now.Contains($"[{code}]:", StringComparison.Ordinal) || now.Contains($"\"code\": \"{code}\"", StringComparison.Ordinal),
            $"cases/{name}.txt does not show {code}:\n{now[file.Head.Length..]}");
    }

    [Fact]
    public void Registry_EveryCode_HasAGoldenCaseOrAReason()
    {
        HashSet<string> cases = [.. Names.Select(row => CodeOf(row.Data))];
        HashSet<string> excused = [.. Unreachable().Keys];
        string[] missing = [.. ErrorCodes.All.Select(code => code.Name).Where(name => !cases.Contains(name) && !excused.Contains(name))];
        Assert.True(
            missing.Length == 0,
            $"no golden case shows {string.Join(", ", missing)}: add tests/Compose.Errors.Tests/cases/CODE.txt with the commands that "
            + "cause it and bless it with COMPOSE_BLESS=1 (GoldenErrorTests.cs says how), or say in unreachable.txt why nothing can cause it");
    }

    [Fact]
    public void Registry_CasesAndReasons_NameCodesThatExist()
    {
        HashSet<string> known = [.. ErrorCodes.All.Select(code => code.Name)];
        Assert.DoesNotContain(Names.Select(row => CodeOf(row.Data)), name => !known.Contains(name));
        Assert.DoesNotContain(Unreachable().Keys, name => !known.Contains(name));
        Assert.DoesNotContain(Names.Select(row => CodeOf(row.Data)), name => Unreachable().ContainsKey(name));
    }

    /// <summary>Founding codes that nothing uses keep their numbers; as soon as one is used it needs a case.</summary>
    [Fact]
    public void Unreachable_Code_IsNotReportedByAnySource()
    {
        var used = new List<string>();
        string[] unused = [.. Unreachable().Where(entry => entry.Value.StartsWith("unused", StringComparison.Ordinal)).Select(entry => entry.Key)];
        foreach (string file in s_sources
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(s_root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)))
        {
            string text = File.ReadAllText(file);
            used.AddRange(unused.Where(name => text.Contains($"ErrorCodes.{name}", StringComparison.Ordinal)
                && !char.IsLetterOrDigit(text[Math.Min(text.Length - 1, text.IndexOf($"ErrorCodes.{name}", StringComparison.Ordinal) + name.Length + 11)])));
        }

        Assert.True(used.Count == 0, $"{string.Join(", ", used)} is used now: give it a case and take it out of unreachable.txt");
    }

    /// <summary><c>Exec.Trap.division</c> is a case of <c>Exec.Trap</c>.</summary>
    private static string CodeOf(string caseName) => string.Join('.', caseName.Split('.').Take(2));

    /// <summary>Lines <c>CODE: reason</c>; a reason that begins with <c>unused</c> says that no source names the code.</summary>
    private static Dictionary<string, string> Unreachable() => File.ReadAllLines(Path.Combine(s_folder, "unreachable.txt"))
        .Where(line => line.Length > 0 && line[0] != '#')
        .ToDictionary(line => line[..line.IndexOf(':', StringComparison.Ordinal)], line => line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..]);

    private static string FindRoot()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Compose.sln")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException("not inside a checkout");
    }
}
