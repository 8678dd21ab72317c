using System.CommandLine;
using Compose.Plans;

namespace Compose.CommandLine;

/// <summary>The host's policy that <c>--policy</c> names, or none.</summary>
internal static class PolicyFile
{
    public static HostPolicy Read(ParseResult parsed) =>
        parsed.GetValue(GlobalOptions.Policy) is { } path ? HostPolicyReader.ReadFile(path) : HostPolicy.Unrestricted;
}
