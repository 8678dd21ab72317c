using System.Text;
using Compose.Testing;

namespace Compose.Plans.Tests;

/// <summary>
/// The folder <c>errors</c> holds plans that are wrong, and beside each the messages that it must give. With
/// <c>COMPOSE_BLESS=1</c> the messages are written instead of compared.
/// </summary>
public class GoldenErrorTests
{
    private static string Folder => Path.Combine(SharedData.RepositoryRoot!, "tests", "Compose.Plans.Tests", "errors");

    public static TheoryData<string> Plans =>
        [.. Directory.EnumerateFiles(Folder).Select(f => Path.GetFileName(f)!).Where(f => f.EndsWith(".yaml", StringComparison.Ordinal) || f.EndsWith(".json", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Plans))]
    public void Validate_BrokenPlan_GivesItsMessages(string name)
    {
        var document = PlanReader.Read(File.ReadAllBytes(Path.Combine(Folder, name)), name, Folder);
        var report = PlanValidator.Validate(document, new ValidationOptions { DeferFunctionBodies = true, ReadSource = ReadSource });
        var actual = new StringBuilder();
        foreach (var phase in report.Phases)
        {
            foreach (var error in phase.Errors)
            {
                actual.Append(phase.Letter).Append(" error ").Append(error).Append('\n');
                Assert.False(string.IsNullOrWhiteSpace(error.Message));
                Assert.NotNull(error.Where);
            }

            foreach (var warning in phase.Warnings)
            {
                actual.Append(phase.Letter).Append(" warning ").Append(warning).Append('\n');
            }
        }

        string path = Path.Combine(Folder, name + ".txt");
        if (Environment.GetEnvironmentVariable("COMPOSE_BLESS") == "1")
        {
            File.WriteAllText(path, actual.ToString());
        }

        Assert.True(File.Exists(path), $"{path} is missing: run with COMPOSE_BLESS=1 and look at it");
        Assert.Equal(File.ReadAllText(path), actual.ToString());
        Assert.Equal(name == "warnings.yaml", report.Passed);
    }

    private static ReadOnlyMemory<byte>? ReadSource(string path) =>
        SourceFiles.Read(path) ?? SourceFiles.Read(Path.Combine(SharedData.RepositoryRoot!, "examples", "components", Path.GetFileName(path)));
}
