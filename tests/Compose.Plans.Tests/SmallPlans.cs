using System.Text;
using Compose.Testing;

namespace Compose.Plans.Tests;

/// <summary>Plans over the small components beside the tests.</summary>
internal static class SmallPlans
{
    public static string Folder => Path.Combine(SharedData.RepositoryRoot!, "tests", "Compose.Plans.Tests", "components");

    public static PlanDocument Read(string yaml) => PlanReader.Read(Encoding.UTF8.GetBytes("compose: 2\n" + yaml), "plan.yaml", Folder);

    public static ValidationReport Validate(string yaml, ValidationOptions? options = null) => PlanValidator.Validate(Read(yaml), options);

    public static void Passes(ValidationReport report) => Assert.Equal([], report.Errors.Select(e => e.ToString()));

    /// <summary>The only error, which must have this code.</summary>
    public static ComposeError Fails(ValidationReport report, ErrorCode code)
    {
        Assert.True(report.Errors.Count == 1, string.Join('\n', report.Errors));
        Assert.Equal(code, report.Errors[0].Code);
        Assert.Null(report.Plan);
        return report.Errors[0];
    }
}
