using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Mainstay.Entities;

namespace Mainstay.Tests.Unit.Architecture;

/// <summary>
/// The compiler cannot see that a switch over a record hierarchy is complete. These sweeps can: each case is nested and sealed, each event has a
/// stored name, and each is handled.
/// </summary>
public sealed partial class HierarchyTests
{
    private static readonly Context s_context = new(CommandId.None, "sweep", new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public static TheoryData<string> Names => [.. EntityTypeUnderTest.All.Select(type => type.Instance.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_case_is_nested_and_sealed(string name)
    {
        var type = Named(name);
        foreach (var hierarchy in (Type[])[type.Event, type.Command])
        {
            var cases = Source.Types.Where(candidate => candidate.IsSubclassOf(hierarchy)).ToList();

            Assert.True(hierarchy.IsAbstract, $"{hierarchy} is abstract");
            Assert.NotEmpty(cases);
            Assert.All(cases, found => Assert.True(found.IsSealed && found.DeclaringType == hierarchy, $"{found} is sealed and nested in {hierarchy.Name}"));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_event_has_a_stored_name_with_a_version(string name)
    {
        var type = Named(name);

        Assert.Equal("type", type.Event.GetCustomAttribute<JsonPolymorphicAttribute>()?.TypeDiscriminatorPropertyName);
        Assert.All(type.Events, stored => Assert.Matches(StoredName(), type.StoredName(stored) ?? ""));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_event_is_applied(string name)
    {
        var type = Named(name);

        Assert.All(type.Events, stored => AssertHandled(stored, () => type.Apply(type.Empty, RuntimeHelpers.GetUninitializedObject(stored))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_command_is_decided(string name)
    {
        var type = Named(name);

        Assert.All(type.Commands, command => AssertHandled(command, () => type.Decide(type.Empty, RuntimeHelpers.GetUninitializedObject(command), s_context)));
    }

    [Fact]
    public void Stored_names_are_used_once()
    {
        var names = EntityTypeUnderTest.All.SelectMany(type => type.Events.Select(type.StoredName)).Concat(EntityTypeUnderTest.All.Select(type => type.Instance.Name));

        Assert.Empty(names.CountBy(stored => stored ?? "(none)", StringComparer.Ordinal).Where(counted => counted.Value > 1).Select(counted => counted.Key));
    }

    private static EntityTypeUnderTest Named(string name) => EntityTypeUnderTest.All.Single(type => type.Instance.Name == name);

    /// <summary>The case's fields are unset, so its own arm may fail over them; only the last arm, which no case may reach, counts.</summary>
    private static void AssertHandled(Type handled, Action handle)
    {
        try
        {
            handle();
        }
        catch (TargetInvocationException failed)
        {
            Assert.False(failed.InnerException is UnreachableException, $"{handled} is handled");
        }
    }

    [GeneratedRegex(@"^[a-z][a-z-]*(\.[a-z][a-z-]*)+\.[1-9][0-9]*$", RegexOptions.ExplicitCapture)]
    private static partial Regex StoredName();
}
