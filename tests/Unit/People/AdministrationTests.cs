using Mainstay.Entities;
using Mainstay.People;
using Mainstay.People.Administrators;

namespace Mainstay.Tests.Unit.People;

public sealed class AdministrationTests
{
    private static readonly byte[] Token = [1, 2, 3];
    private static readonly AdministrationEvent.SetupOffered Offered = new(Token);

    private static Story<Administration, AdministrationCommand, AdministrationEvent> Server(params AdministrationEvent[] given) =>
        new Story<Administration, AdministrationCommand, AdministrationEvent>(Administration.Type).Given(given);

    private static AdministrationEvent.Granted Granted(string accountId) => new(accountId, "setup");

    [Fact]
    public void The_setup_token_makes_the_first_administrator()
    {
        var story = Server(Offered).When(new AdministrationCommand.SetUp(Token, "anna")).ThenStored(Granted("anna"));
        Assert.Equal([new PostedMail(Streams.OfAccount("anna"), new AdministratorDecided(Administrates: true, "setup"))], story.Mail);
    }

    [Fact]
    public void The_setup_token_works_once() =>
        Server(Offered, Granted("anna")).When(new AdministrationCommand.SetUp(Token, "bruno")).ThenRefused("already-set-up");

    [Fact]
    public void Another_token_is_refused() => Server(Offered).When(new AdministrationCommand.SetUp([9], "anna")).ThenRefused("setup-token-invalid");

    [Fact]
    public void Without_an_offer_no_token_works() => Server().When(new AdministrationCommand.SetUp([], "anna")).ThenRefused("setup-token-invalid");

    [Fact]
    public void A_new_token_replaces_the_last() =>
        Server(Offered, new AdministrationEvent.SetupOffered([7])).When(new AdministrationCommand.SetUp(Token, "anna")).ThenRefused("setup-token-invalid");

    [Fact]
    public void No_token_is_offered_once_there_is_an_administrator() =>
        Server(Granted("anna")).When(new AdministrationCommand.OfferSetup(Token)).ThenRefused("already-set-up");

    [Fact]
    public void Granting_again_changes_nothing() => Server(Granted("anna")).When(new AdministrationCommand.Grant("anna")).ThenNothing();

    [Fact]
    public void The_last_administrator_stays() => Server(Granted("anna")).When(new AdministrationCommand.Withdraw("anna")).ThenRefused("last-administrator");

    [Fact]
    public void One_of_two_administrators_can_go_and_is_told()
    {
        var story = Server(Granted("anna"), Granted("bruno")).When(new AdministrationCommand.Withdraw("anna"), actor: "bruno").ThenStored(new AdministrationEvent.Withdrawn("anna", "bruno"));
        Assert.Equal([new PostedMail(Streams.OfAccount("anna"), new AdministratorDecided(Administrates: false, "bruno"))], story.Mail);
        story.When(new AdministrationCommand.Withdraw("bruno")).ThenRefused("last-administrator");
    }

    [Fact]
    public void Withdrawing_from_who_is_none_changes_nothing() => Server(Granted("anna")).When(new AdministrationCommand.Withdraw("bruno")).ThenNothing();
}
