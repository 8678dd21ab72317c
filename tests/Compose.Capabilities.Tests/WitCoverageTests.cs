using System.Text.RegularExpressions;
using Compose.Runtime;
using Compose.Testing;

namespace Compose.Capabilities.Tests;

/// <summary>Every function and resource that the WIT of WASI 0.2.12 declares for imports is there.</summary>
public sealed partial class WitCoverageTests
{
    /// <summary>Interfaces that guests export.</summary>
    private static readonly HashSet<string> s_exported = ["wasi:cli/run", "wasi:http/incoming-handler"];

    [Theory]
    [InlineData("cli", 10)]
    [InlineData("clocks", 3)]
    [InlineData("filesystem", 2)]
    [InlineData("http", 2)]
    [InlineData("io", 3)]
    [InlineData("random", 3)]
    [InlineData("sockets", 7)]
    public void Interfaces_OfThePackage_DefineAllThatTheWitDeclares(string package, int interfaces)
    {
        string text = File.ReadAllText(SharedData.Require($"suites/wasi-wit/0.2.12/{package}.wit"));
        var caller = new Caller();
        int seen = 0;
        foreach ((string name, List<string> functions, List<string> resources) in Declared(text, package))
        {
            if (s_exported.Contains(name))
            {
                continue;
            }

            seen++;
            Assert.True(CapabilityName.TryParse(name + "@0.2.12", out CapabilityName capability));
            HostInstance? instance = caller.Node.Resolve(capability);
            Assert.True(instance is not null, $"{name} is not there");
            foreach (string function in functions)
            {
                Assert.True(instance.TryGetFunction(function, out _), $"{name}#{function} is not defined");
            }

            foreach (string resource in resources)
            {
                Assert.True(instance.TryGetResource(resource, out _), $"the resource {name}#{resource} is not defined");
            }
        }

        Assert.Equal(interfaces, seen);
    }

    /// <summary>Reads just enough of WIT: interfaces, their functions by component-model names, resources defined or used.</summary>
    private static IEnumerable<(string Name, List<string> Functions, List<string> Resources)> Declared(string text, string package)
    {
        string plain = CommentPattern().Replace(text, string.Empty);
        foreach (Match match in InterfacePattern().Matches(plain))
        {
            string body = Block(plain, match.Index + match.Length);
            var functions = new List<string>();
            var resources = new List<string>();
            string rest = body;
            foreach (Match resource in ResourcePattern().Matches(body))
            {
                string type = resource.Groups[1].Value;
                resources.Add(type);
                if (resource.Groups[2].Value == "{")
                {
                    string inner = Block(body, resource.Index + resource.Length);
                    rest = rest.Replace(inner, string.Empty, StringComparison.Ordinal);
                    foreach (Match method in FunctionPattern().Matches(inner))
                    {
                        string kind = method.Groups[2].Value.StartsWith("static", StringComparison.Ordinal) ? "static" : "method";
                        functions.Add($"[{kind}]{type}.{method.Groups[1].Value}");
                    }

                    if (ConstructorPattern().IsMatch(inner))
                    {
                        functions.Add($"[constructor]{type}");
                    }
                }
            }

            foreach (Match function in FunctionPattern().Matches(rest))
            {
                functions.Add(function.Groups[1].Value);
            }

            yield return ($"wasi:{package}/{match.Groups[1].Value}", functions, resources);
        }
    }

    private static string Block(string text, int start)
    {
        int depth = 1;
        int end = start;
        while (depth > 0)
        {
            depth += text[end] == '{' ? 1 : text[end] == '}' ? -1 : 0;
            end++;
        }

        return text[start..(end - 1)];
    }

    [GeneratedRegex(@"//[^\n]*|@\w+\([^)]*\)")]
    private static partial Regex CommentPattern();

    [GeneratedRegex(@"\binterface\s+([\w-]+)\s*\{")]
    private static partial Regex InterfacePattern();

    [GeneratedRegex(@"\bresource\s+([\w-]+)\s*([{;])")]
    private static partial Regex ResourcePattern();

    [GeneratedRegex(@"%?([\w-]+)\s*:\s*((?:static\s+)?func)\b")]
    private static partial Regex FunctionPattern();

    [GeneratedRegex(@"\bconstructor\s*\(")]
    private static partial Regex ConstructorPattern();
}
