namespace Compose.Wit.Syntax;

/// <summary>A package name and where it stands.</summary>
public sealed record PackageNameSyntax(PackageName Name, SourceSpan Span);
