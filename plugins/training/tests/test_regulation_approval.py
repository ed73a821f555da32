from plugins.training.tests.regulation_world import in_force


def test_smoke(session, actors):
    v = in_force(session, actors("vera"))
    assert v.document.state == "in_force"
    from core.norms.service import norm

    r = norm(session, "quotes.discount_without_approval")
    assert r.value == 5, r
    assert r.source.clause == "1.1"
    r = norm(session, "quotes.discount_without_approval", employee=actors("anna").user_id)
    assert r.value == 5
