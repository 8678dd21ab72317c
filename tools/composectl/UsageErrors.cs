using System.CommandLine;
using System.CommandLine.Parsing;

namespace Compose.CommandLine;

/// <summary>What is wrong with a command line, in words. The parser takes an unknown option for an argument; we do not.</summary>
internal static class UsageErrors
{
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        List<string> unknown = [];
        if (!parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash))
        {
            unknown.AddRange(parsed.CommandResult.Tokens
                .Where(token => token.Type == TokenType.Argument && token.Value.Length > 1 && token.Value[0] == '-')
                .Select(token => $"Unknown option '{token.Value}'."));
        }

        return unknown.Count > 0 ? unknown : parsed.Errors.Select(error => error.Message);
    }
}
