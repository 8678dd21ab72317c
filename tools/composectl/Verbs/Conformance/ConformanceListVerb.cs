using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Conformance;

namespace Compose.CommandLine;

/// <summary><c>conformance list</c>.</summary>
internal static class ConformanceListVerb
{
    public static Command Create()
    {
        Option<string> root = ConformanceVerbs.Root();
        var hosts = new Option<bool>("--hosts") { Description = "List the hosts that are described, not the tests." };
        var command = new Command("list", "List the tests, with what each states.") { root, hosts };
        command.SetAction(parsed => Invocation.Run(parsed, invocation => parsed.GetValue(hosts)
            ? Hosts(invocation, parsed.GetRequiredValue(root))
            : Tests(invocation, parsed.GetRequiredValue(root))));
        return command;
    }

    private static int Hosts(Invocation invocation, string root)
    {
        var hosts = ConformanceRun.Hosts(root);
        var array = new JsonArray([.. hosts.Select(host => (JsonNode)new JsonObject { ["name"] = host.Name, ["title"] = host.Title, ["file"] = host.File })]);
        return invocation.Succeed(new JsonObject { ["hosts"] = array }, text =>
        {
            foreach ((string name, string title, string _) in hosts)
            {
                text.WriteLine($"{name}\t{title}");
            }
        });
    }

    private static int Tests(Invocation invocation, string root)
    {
        SuiteCatalog catalog = SuiteCatalog.Open(root);
        ConformanceTest[] tests = [.. catalog.Suites.SelectMany(suite => suite.Tests)];
        var array = new JsonArray([.. tests.Select(test => (JsonNode)new JsonObject
        {
            ["id"] = test.Id,
            ["statement"] = test.Statement,
            ["clauses"] = new JsonArray([.. test.Clauses.Select(clause => (JsonNode)clause)]),
        })]);
        return invocation.Succeed(new JsonObject { ["suite-digest"] = catalog.Digest.ToString(), ["tests"] = array }, text =>
        {
            foreach (ConformanceTest test in tests)
            {
                text.WriteLine($"{test.Id}\t{test.Statement}");
            }
        });
    }
}
